// {"want":["completed"],"stdout_is":"1\n2\n3\n4\n5\n6\n7\n","wasm":null,"about":"lines that a terminal would show are not lost, nor out of order, with write, system, exec and _exit, which do not flush"}
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
    puts("1");
    write(1, "2\n", 2);
    puts("3");
    system("echo 4");
    puts("5");
    if (fork() == 0) {
        puts("6");
        _exit(0);
    }
    wait(NULL);
    if (fork() == 0) execlp("echo", "echo", "7", (char *)NULL);
    wait(NULL);
    printf("not shown");
    _exit(0);
}
