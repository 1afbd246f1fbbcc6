// {"want":["completed"],"stdout_is":"1\n3\n","stderr_is":"2\n4\n","order":["1\n","2\n","3\n","4\n"],"about":"stdout and stderr are told in the order in which they were written"}
#include <stdio.h>
#include <time.h>
static void pause_a_little(void) {
    for (clock_t end = clock() + CLOCKS_PER_SEC / 10; clock() < end;) continue;
}
int main(void) {
    puts("1");
    fprintf(stderr, "2\n");
    pause_a_little();
    puts("3");
    fputs("4\n", stderr);
}
