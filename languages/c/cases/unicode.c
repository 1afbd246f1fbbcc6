// {"want":["completed"],"stdin":"žluťoučký 🐎\n","stdout_is":"ahoj ✓ žluťoučký 🐎\n","about":"UTF-8 in the source, in stdin and in stdout"}
#include <stdio.h>
int main(void) {
    char line[100];
    if (fgets(line, sizeof line, stdin)) printf("ahoj ✓ %s", line);
}
