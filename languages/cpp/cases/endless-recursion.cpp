// {"want":["error:signal"],"signal":"SIGSEGV","stdout_is":"before\n","about":"recursion without end meets the limit of the stack, not that of memory"}
#include <iostream>
int down(int n) {
    volatile int here[16] = {n};
    return down(n + 1) + here[0];
}
int main() {
    std::cout << "before" << std::endl;
    return down(0);
}
