#include <iostream>
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
