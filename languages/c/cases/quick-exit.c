// {"want":["completed"],"stdout_is":"before\nlast\n","about":"quick_exit shows the lines that a terminal would"}
#include <stdio.h>
#include <stdlib.h>
static void bye(void) { puts("last"); }
int main(void) {
    at_quick_exit(bye);
    puts("before");
    quick_exit(0);
}
