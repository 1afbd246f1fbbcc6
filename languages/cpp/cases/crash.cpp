// {"want":["error:signal"],"signal":"SIGSEGV","stdout_is":"before\n","about":"a crash by a signal"}
#include <iostream>
int main() {
    std::cout << "before" << std::endl;
    volatile int *nowhere = reinterpret_cast<int *>(-64);
    *nowhere = 1;
}
