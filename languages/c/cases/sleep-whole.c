// {"want":["completed"],"stdout_is":"0 1 0\n","wasm":null,"about":"the timer behind live output ends no sleep and no wait, whatever computes meanwhile"}
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>
static void *compute(void *unused) {
    while (clock() < CLOCKS_PER_SEC) printf("%s", "");
    return unused;
}
int main(void) {
    pthread_t busy;
    pthread_create(&busy, NULL, compute, NULL);
    printf("%d", usleep(300000));
    struct timespec third = {0, 300000000};
    printf(" %d", nanosleep(&third, NULL) == 0);
    printf(" %d\n", poll(NULL, 0, 300));
    pthread_join(busy, NULL);
}
