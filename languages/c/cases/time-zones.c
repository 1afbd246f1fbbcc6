// {"want":["completed"],"stdout_is":"07 CEST\n","wasm":null,"about":"a time zone by its name in TZ"}
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
int main(void) {
    setenv("TZ", "Europe/Berlin", 1);
    tzset();
    time_t t = 1719810000;
    char text[20];
    strftime(text, sizeof text, "%H %Z", localtime(&t));
    puts(text);
}
