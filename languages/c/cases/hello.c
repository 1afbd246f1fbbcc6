// {"want":["completed"],"stdout_is":"hello\n","stderr_is":"","about":"the least program"}
#include <stdio.h>
int main(void) { puts("hello"); }
