// {"want":["completed"],"stdin":"žluťoučký 🐎\n","stdout_is":"ahoj ✓ žluťoučký 🐎\n","about":"UTF-8 in the source, in stdin and in stdout"}
#include <iostream>
#include <string>
int main() {
    std::string line;
    std::getline(std::cin, line);
    std::cout << "ahoj ✓ " << line << '\n';
}
