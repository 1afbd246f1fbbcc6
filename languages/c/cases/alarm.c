// {"want":["completed"],"stdout_is":"ring 3\n","wasm":null,"about":"alarm and pause"}
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
static volatile sig_atomic_t rings;
static void ring(int signal) { (void)signal, rings++; }
int main(void) {
    signal(SIGALRM, ring);
    for (int n = 0; n < 3; n++) ualarm(50000, 0), pause();
    printf("ring %d\n", (int)rings);
}
