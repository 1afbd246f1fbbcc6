// {"want":["completed"],"stdin":"one\ntwo\nlast","stdout_is":"12 tsal\nowt\neno\n","about":"all of stdin at once"}
#include <stdio.h>
int main(void) {
    char text[100];
    int length = (int)fread(text, 1, sizeof text, stdin);
    printf("%d ", length);
    while (length > 0) putchar(text[--length]);
    putchar('\n');
}
