// {"want":["error:compile"],"stderr_has":"The header conio.h exists on Windows only.","wasm":null,"about":"a header of other systems"}
#include <stdio.h>
#include <conio.h>
int main(void) { getch(); }
