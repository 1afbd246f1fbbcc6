// {"want":["completed"],"stdout_has":["twice parent\n","twice child\n"],"any_not":"line[^]*line","wasm":null,"about":"what is not a line yet at a fork is printed by both, and lines are not, as on a terminal"}
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
    printf("line\ntwice ");
    puts(fork() == 0 ? "child" : "parent");
    wait(NULL);
}
