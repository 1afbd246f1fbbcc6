// {"want":["completed"],"stdout_is":"step 1\nstep 2\n","live":"step 1","about":"output without sync is live while the program computes"}
#include <chrono>
#include <iostream>
using clk = std::chrono::steady_clock;
int main() {
    std::ios::sync_with_stdio(false);
    std::cout << "step 1\n";
    for (auto start = clk::now(); clk::now() - start < std::chrono::seconds(2);) continue;
    std::cout << "step 2\n";
}
