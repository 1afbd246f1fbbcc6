// {"want":["completed"],"stdout_is":"runner\nrunner\n","wasm":null,"about":"the name of the user, by a command and by a call"}
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int main(void) {
    puts(getpwuid(getuid())->pw_name);
    return system("whoami");
}
