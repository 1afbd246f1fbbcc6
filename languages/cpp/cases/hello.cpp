// {"want":["completed"],"stdout_is":"hello\n","stderr_is":"","about":"the least program"}
#include <iostream>
int main() { std::cout << "hello\n"; }
