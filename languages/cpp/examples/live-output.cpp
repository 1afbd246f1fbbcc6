#include <cmath>
#include <iostream>

int main() {
  double sum = 0;
  for (long n = 0; n < 200'000'000; ++n) {
    sum += (n % 2 ? -4.0 : 4.0) / (2 * n + 1);
    if (n % 10'000'000 == 0) std::cout << "pi is about " << sum << std::endl;
  }
}
