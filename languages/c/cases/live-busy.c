// {"want":["timeout:time"],"limits":{"timeMs":1000},"stdout_is":"begun","about":"a line that is begun when the time is up is not lost, nor is what is written without locks"}
#include <stdio.h>
int main(void) {
    putchar_unlocked('b');
    printf("egun");
    for (volatile unsigned n = 0;; n++) continue;
}
