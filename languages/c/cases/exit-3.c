// {"want":["error:exit"],"exit_code":3,"stdout_is":"out\n","stderr_is":"err\n","about":"both streams and the exit code of a program that fails by its own will"}
#include <stdio.h>
#include <stdlib.h>
int main(void) {
    puts("out");
    fputs("err\n", stderr);
    exit(3);
}
