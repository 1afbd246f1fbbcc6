// {"want":["completed"],"stdout_is":"parent\nchild\nend\n","wasm":null,"about":"processes share an output without sync as they do elsewhere"}
#include <iostream>
#include <sys/wait.h>
#include <unistd.h>
int main() {
    std::ios::sync_with_stdio(false);
    std::cout << "parent" << std::endl;
    if (fork() == 0) {
        std::cout << "child\n";
        return 0;
    }
    wait(nullptr);
    std::cout << "end\n";
}
