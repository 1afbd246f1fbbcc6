// {"want":["completed"],"stdout_is":"3\n","stderr_is":"","about":"functions and variables of a program that are called as the system's are"}
#include <stdio.h>
int read, wait, select, poll, sleep_, accept, recv;
int write(int n) { return n; }
int main(void) {
    read = 1, wait = 2;
    printf("%d\n", write(read + wait) + select + poll + sleep_ + accept + recv);
}
