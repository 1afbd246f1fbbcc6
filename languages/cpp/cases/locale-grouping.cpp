// {"want":["completed"],"stdout_is":"1,234,567 en_US.UTF-8\n","wasm":null,"about":"numbers as en_US writes them"}
#include <iostream>
#include <locale>
int main() {
    std::cout.imbue(std::locale("en_US.UTF-8"));
    std::cout << 1234567 << " " << std::cout.getloc().name() << std::endl;
}
