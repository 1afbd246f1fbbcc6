// {"want":["timeout:time"],"limits":{"timeMs":1000},"stdout_is":"before\n","about":"a loop without end is stopped at the time limit; what it wrote is kept"}
#include <stdio.h>
int main(void) {
    puts("before");
    fflush(stdout);
    for (volatile unsigned n = 0;; n++) continue;
}
