#include <iostream>
#include <vector>

int main() {
  std::vector<int> numbers = {3, 1, 2};
  for (int number : numbers) total += number;
  std::cout << total << '\n'
}
