// {"want":["completed"],"stdout_is":"step 1\nstep 2\n","live":"step 1","about":"live output of a program that begins with sync_with_stdio(false), as contest programs do"}
#include <iostream>
#include <unistd.h>
int main() {
    std::ios_base::sync_with_stdio(false);
    std::cin.tie(nullptr);
    std::cout << "step 1\n";
    for (int i = 0; i < 4; i++) usleep(500000);
    std::cout << "step 2\n";
}
