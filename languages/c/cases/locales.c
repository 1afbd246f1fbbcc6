// {"want":["completed"],"stdout_is":"1 1 2 C9\n","about":"the two locales that programs name"}
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <wctype.h>
int main(void) {
    int c = setlocale(LC_ALL, "C.UTF-8") != NULL, en = setlocale(LC_ALL, "en_US.UTF-8") != NULL;
    printf("%d %d %d %X\n", c, en, (int)mbstowcs(NULL, "é漢", 0), (unsigned)towupper(0xe9));
}
