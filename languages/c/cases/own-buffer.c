// {"want":["completed"],"stdout_is":"held\nab","live":"held","about":"a program that chooses its own buffer: a full one is live too, and none is none"}
#include <stdio.h>
#include <unistd.h>
int main(void) {
    static char own[100];
    setvbuf(stdout, own, _IOFBF, sizeof own);
    printf("held\n");
    sleep(2);
    setvbuf(stdout, NULL, _IONBF, 0);
    putchar('a');
    putchar('b');
}
