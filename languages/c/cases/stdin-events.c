// {"want": ["completed"], "stdin": "abc", "stdout_is": "3\n", "wasm": null, "about": "stdin watched by epoll"}
#include <stdio.h>
#include <sys/epoll.h>
#include <unistd.h>
int main(void) {
    struct epoll_event watch = {.events = EPOLLIN}, seen;
    char text[9];
    int set = epoll_create1(0);
    if (epoll_ctl(set, EPOLL_CTL_ADD, 0, &watch) != 0) return perror("epoll"), 1;
    epoll_wait(set, &seen, 1, -1);
    printf("%d\n", (int)read(0, text, sizeof text));
}
