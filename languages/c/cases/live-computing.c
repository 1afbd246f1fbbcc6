// {"want":["completed"],"stdout_is":"step 1 of 2\n","live":"step 1","about":"a begun line is told while the program computes"}
#include <stdio.h>
#include <time.h>
int main(void) {
    printf("step 1");
    for (time_t end = time(NULL) + 3; time(NULL) < end;) continue;
    printf(" of 2\n");
}
