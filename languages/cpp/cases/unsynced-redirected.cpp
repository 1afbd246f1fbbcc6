// {"want":["completed"],"stdout_is":"to stdout\n","stderr_is":"from the file: to the file\n","about":"what is redirected goes where it is redirected to, also without sync"}
#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>
int main() {
    std::ios::sync_with_stdio(false);
    std::cout << "to stdout" << std::endl;
    freopen("out.txt", "w", stdout);
    std::cout << "to the file" << std::endl;
    std::string line;
    std::getline(std::ifstream("out.txt"), line);
    std::cerr << "from the file: " << line << "\n";
}
