// {"want":["completed"],"stdin":"one\ntwo\n\nlast","stdout_is":"1 one\n2 two\n3 \n4 last\n","about":"stdin line by line, the last without its line break"}
#include <iostream>
#include <string>
int main() {
    std::string line;
    for (int number = 1; std::getline(std::cin, line); number++) std::cout << number << ' ' << line << '\n';
}
