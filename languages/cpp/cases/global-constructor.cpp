// {"want":["error:signal"],"signal":"SIGABRT","stdout_is":"built","stderr_has":"what():  too early","about":"an exception in a global constructor shows its text, and what was written before"}
#include <cstdio>
#include <stdexcept>
struct Early {
    Early() {
        std::printf("built");
        throw std::runtime_error("too early");
    }
} early;
int main() {}
