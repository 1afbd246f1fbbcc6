// {"want":["completed","error:exit"],"stdout_is":"hello\n","wasm":{"want":["error:compile"],"stdout_is":null,"stderr_has":"'main' must return int"},"about":"a main that returns nothing, as in old books"}
#include <stdio.h>
void main() {
  printf("hello\n");
}
