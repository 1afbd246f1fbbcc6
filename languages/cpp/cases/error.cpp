// {"want":["error:signal"],"signal":"SIGABRT","stdout_is":"before\n","stderr_has":"what():  nothing catches this","about":"an exception that nothing catches: what it says"}
#include <iostream>
#include <stdexcept>
int main() {
    std::cout << "before\n";
    throw std::runtime_error("nothing catches this");
}
