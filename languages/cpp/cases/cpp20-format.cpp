// {"want":["completed"],"stdout_is":"  3|x\n","about":"a header that C++20 brought"}
#include <format>
#include <iostream>
int main() { std::cout << std::format("{:3}|{}", 3, "x") << std::endl; }
