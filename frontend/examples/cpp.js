// Examples in C++: what to see, the program, and what it reads.
ide.examples.cpp = [
  {
    name: 'Input',
    about: 'Counts the words it reads',
    input: 'the quick brown fox jumps over the lazy dog\nthe end\n',
    code: String.raw`#include <iostream>
#include <map>
#include <string>

int main() {
  std::map<std::string, int> counts;
  for (std::string word; std::cin >> word;) ++counts[word];
  for (const auto& [word, count] : counts) std::cout << count << "  " << word << '\n';
}
`,
  },
  {
    name: 'Live output',
    about: 'Lines appear while the program computes',
    input: '',
    code: String.raw`#include <cmath>
#include <iostream>

int main() {
  double sum = 0;
  for (long n = 0; n < 200'000'000; ++n) {
    sum += (n % 2 ? -4.0 : 4.0) / (2 * n + 1);
    if (n % 10'000'000 == 0) std::cout << "pi is about " << sum << std::endl;
  }
}
`,
  },
  {
    name: 'A compile error',
    about: 'Marked beside the line, and a link in the output',
    input: '',
    code: String.raw`#include <iostream>
#include <vector>

int main() {
  std::vector<int> numbers = {3, 1, 2};
  for (int number : numbers) total += number;
  std::cout << total << '\n'
}
`,
  },
  {
    name: 'A timeout',
    about: 'Never ends by itself; press Stop, or wait',
    input: '',
    code: String.raw`#include <iostream>

int main() {
  unsigned long long steps = 0;
  std::cout << "counting ..." << std::endl;
  while (true) {
    if (++steps % 500'000'000 == 0) std::cout << steps << std::endl;
  }
}
`,
  },
  {
    name: 'Algorithm: shortest path',
    about: 'Dijkstra on a graph that is read from the input',
    input: '5 6\n1 2 7\n1 3 9\n1 5 14\n2 4 15\n3 4 11\n4 5 6\n',
    code: String.raw`#include <iostream>
#include <queue>
#include <vector>

// Reads nodes and edges, then each edge as from, to, length.
// Prints how far each node is from node 1.
int main() {
  int nodes, edges;
  std::cin >> nodes >> edges;
  std::vector<std::vector<std::pair<int, long>>> next(nodes + 1);
  for (int from, to, length; edges > 0; --edges) {
    std::cin >> from >> to >> length;
    next[from].emplace_back(to, length);
    next[to].emplace_back(from, length);
  }

  std::vector<long> distance(nodes + 1, -1);
  std::priority_queue<std::pair<long, int>> open;
  open.emplace(0, 1);
  while (!open.empty()) {
    auto [far, node] = open.top();
    open.pop();
    if (distance[node] >= 0) continue;
    distance[node] = -far;
    for (auto [to, length] : next[node]) open.emplace(far - length, to);
  }
  for (int node = 1; node <= nodes; ++node)
    std::cout << "1 to " << node << ": " << distance[node] << '\n';
}
`,
  },
  {
    name: 'A crash',
    about: 'Uses memory that is not its own',
    input: '',
    code: String.raw`#include <iostream>

int main() {
  std::cout << "before" << std::endl;
  volatile int* nowhere = nullptr;
  nowhere[-16] = 1;
  std::cout << "never printed" << std::endl;
}
`,
  },
];
