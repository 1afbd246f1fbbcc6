// {"want":["error:signal"],"signal":"SIGALRM","stdout_is":"before\npartial","wasm":null,"about":"output without sync is not lost when an alarm ends the program"}
#include <iostream>
#include <unistd.h>

int main() {
  std::ios::sync_with_stdio(false);
  std::cout << "before\npartial";
  alarm(1);
  for (;;) continue;
}
