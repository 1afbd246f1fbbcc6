// {"want":["completed"],"stdout_is":"rings 1 slept 1\n","wasm":null,"about":"a program that does not sync with stdio keeps its own timers, and its sleep is not cut short"}
#include <csignal>
#include <ctime>
#include <iostream>
#include <sys/time.h>
#include <thread>
#include <unistd.h>
volatile std::sig_atomic_t rings;
int main() {
    std::ios::sync_with_stdio(false);
    std::signal(SIGVTALRM, [](int) { rings = rings + 1; });
    itimerval after{{0, 0}, {0, 100000}};
    setitimer(ITIMER_VIRTUAL, &after, nullptr);
    std::thread busy([] { while (std::clock() < CLOCKS_PER_SEC) std::cout << ""; });
    std::cout << "rings ";
    bool whole = usleep(700000) == 0;
    busy.join();
    std::cout << rings << " slept " << whole << "\n";
}
