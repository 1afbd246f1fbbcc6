// {"want":["completed"],"stdout_is":"failure\n","about":"std::ios_base::failure is caught by its type"}
#include <iostream>
int main() {
    std::cin.exceptions(std::ios::failbit);
    try {
        int n;
        std::cin >> n;
    } catch (const std::ios_base::failure &) {
        std::cout << "failure" << std::endl;
    }
}
