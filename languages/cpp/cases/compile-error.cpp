// {"want":["error:compile"],"exit_code":1,"stdout_is":"","stderr_has":"main.cpp:5:5: error: ","marks":[5],"links":[5],"about":"what the compiler says of an error, and its line"}
#include <iostream>
int main() {
    std::cout << "never";
    nonsense;
}
