// {"want":["completed"],"stdout_is":"to stdout\nagain\n","stderr_is":"xyc\n","about":"stdout redirected by dup2 and by freopen"}
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
int main(void) {
    printf("to stdout\n");
    fflush(stdout);
    int saved = dup(1), file = open("a.txt", O_RDWR | O_CREAT | O_TRUNC, 0600);
    dup2(file, 1);
    printf("to a file\n");
    fflush(stdout);
    dup2(saved, 1);
    printf("again\n");
    freopen("b.txt", "w+", stdout);
    printf("abc\n");
    usleep(1000);
    fseek(stdout, 0, SEEK_SET);
    printf("x");
    usleep(1000);
    printf("y");
    fclose(stdout);
    char line[9] = "";
    fgets(line, sizeof line, fopen("b.txt", "r"));
    fputs(line, stderr);
}
