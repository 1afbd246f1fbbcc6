// {"want":["error:compile"],"about":"a program without main does not compile"}
#include <stdio.h>
void mian(void) { puts("never"); }
