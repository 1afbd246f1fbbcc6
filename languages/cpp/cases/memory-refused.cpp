// {"want":["error:exit"],"exit_code":3,"stderr_is":"std::bad_alloc\n","about":"a program that copes with refused memory has an end of its own"}
#include <cstdint>
#include <iostream>
#include <vector>
volatile std::size_t n = SIZE_MAX / 4;
int main() {
    try {
        std::vector<char> all(n);
        std::cout << all[n / 2];
    } catch (std::bad_alloc &e) {
        std::cerr << e.what() << std::endl;
        return 3;
    }
}
