// {"want":["error:signal"],"signal":"SIGABRT","stdout_is":"before 1.5","stderr_has":"note","about":"output without sync is not lost in a crash"}
#include <cstdlib>
#include <iostream>
int main() {
    std::ios::sync_with_stdio(false);
    std::cout << "before " << 1.5;
    std::clog << "note";
    std::abort();
}
