// {"want":["completed"],"stdout_is":"debug\n","wasm":null,"about":"a macro that the library reads is felt, although there is a precompiled header"}
#define _GLIBCXX_DEBUG
#include <iostream>
#include <string>
#include <vector>
int main() {
#ifdef _GLIBCXX_DEBUG
    std::cout << (sizeof(std::vector<int>) > 3 * sizeof(void *) ? "debug" : "plain") << std::endl;
#endif
}
