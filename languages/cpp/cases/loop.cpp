// {"want":["timeout:time"],"limits":{"timeMs":1000},"stdout_is":"before\n","about":"a loop without end is stopped at the time limit; what it wrote is kept"}
#include <iostream>
int main() {
    std::cout << "before" << std::endl;
    for (volatile unsigned n = 0;; n = n + 1) continue;
}
