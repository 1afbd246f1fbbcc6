// {"want":["completed"],"stdin":"2\n","stdout_has":"you chose 2","stderr_not":"TERM","wasm":{"want":["completed","error:compile"],"stdout_has":null,"any_not":"undefined symbol: system(?![^]*no processes)"},"about":"a menu that clears the screen first; in WebAssembly at least a reason (no processes)"}
#include <cstdlib>
#include <iostream>
int main() {
    int choice = 0;
    std::system("clear");
    std::cout << "1) add\n2) list\n> ";
    std::cin >> choice;
    std::cout << "you chose " << choice << std::endl;
}
