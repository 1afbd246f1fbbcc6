// {"want":["completed"],"stdout_is":"judge\n","about":"ONLINE_JUDGE in C"}
#include <stdio.h>
#ifdef ONLINE_JUDGE
int main(void) { puts("judge"); }
#else
int main(void) { puts("home"); }
#endif
