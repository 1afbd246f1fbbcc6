// {"want":["completed"],"stdin":"2\nab?d\nabc?\nxx\nxy\n","stdout_is":"0 2\n1 1\n","about":"student C: gets without a declaration, and fflush(stdin) between reads, which loses nothing"}
#include <stdio.h>
#include <string.h>
int main(void) {
    char a[100], b[100];
    int rounds;
    scanf("%d", &rounds);
    getchar();
    while (rounds-- > 0) {
        int sure = 0, maybe = 0;
        fflush(stdin);
        gets(a);
        fflush(stdin);
        gets(b);
        for (int i = 0; i < (int)strlen(a); i++) {
            if (a[i] == '?' || b[i] == '?') maybe++;
            else if (a[i] != b[i]) sure++;
        }
        printf("%d %d\n", sure, sure + maybe);
    }
    return 0;
}
