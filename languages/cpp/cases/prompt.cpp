// {"want":["error:exit"],"exit_code":4,"stdout_is":"name? ","about":"a prompt is seen although nothing answers, and stdin is at its end"}
#include <iostream>
#include <string>
int main() {
    std::string name;
    std::cout << "name? ";
    if (!(std::cin >> name)) return 4;
    std::cout << "never";
}
