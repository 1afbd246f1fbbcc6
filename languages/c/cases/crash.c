// {"want":["error:signal"],"signal":"SIGSEGV","stdout_is":"before\n","about":"a crash by a signal"}
#include <stdio.h>
int main(void) {
    puts("before");
    fflush(stdout);
    volatile int *nowhere = (int *)-64;
    *nowhere = 1;
}
