// {"want":["completed"],"stdout_is":"first\nlast\n","live":"first","about":"output is told while the program goes on, although it does not flush"}
#include <iostream>
#include <unistd.h>
int main() {
    std::cout << "first\n";
    sleep(2);
    std::cout << "last\n";
}
