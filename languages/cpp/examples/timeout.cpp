#include <iostream>

int main() {
  unsigned long long steps = 0;
  std::cout << "counting ..." << std::endl;
  while (true) {
    if (++steps % 500'000'000 == 0) std::cout << steps << std::endl;
  }
}
