// {"want":["completed"],"stdin":"12\nabc","stdout_is":"12 12 abc\n","about":"stdin is a file that is read twice"}
#include <stdio.h>
int main(void) {
    int once, again;
    char text[9];
    scanf("%d", &once);
    if (fseek(stdin, 0, SEEK_SET) != 0) return 1;
    scanf("%d %8s", &again, text);
    printf("%d %d %s\n", once, again, text);
}
