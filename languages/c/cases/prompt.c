// {"want":["error:exit"],"exit_code":4,"stdout_is":"name? ","about":"a prompt is seen although nothing answers, and stdin is at its end"}
#include <stdio.h>
int main(void) {
    char name[40];
    printf("name? ");
    if (scanf("%39s", name) == EOF) return 4;
    puts("never");
}
