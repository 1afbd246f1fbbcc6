// {"want":["error:signal"],"signal":"SIGABRT","stdout_is":"before\n","stderr_has":["guests > 0","main.c"],"links":[7],"wasm":{"links":null},"about":"an assertion that does not hold: what it says, and its line"}
#include <assert.h>
#include <stdio.h>
int main(void) {
    int guests = 0;
    puts("before");
    assert(guests > 0);
}
