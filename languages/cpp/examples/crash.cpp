#include <iostream>

int main() {
  std::cout << "before" << std::endl;
  volatile int* nowhere = nullptr;
  nowhere[-16] = 1;
  std::cout << "never printed" << std::endl;
}
