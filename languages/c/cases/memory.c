// {"want":["error:memory"],"about":"more memory than there may be ends for that reason"}
#include <stdlib.h>
#include <string.h>
int main(void) {
    for (;;) {
        char *volatile block = malloc(16 * 1024 * 1024);
        if (!block) abort();
        memset(block, 1, 16 * 1024 * 1024);
    }
}
