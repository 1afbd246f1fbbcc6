// {"want":["completed"],"stdin":"b a","stdout_is":"a b 2\n","about":"a target pragma above headers of all kinds"}
#pragma GCC optimize("O2")
#pragma GCC target("avx2,popcnt") // fast
#define MANY 2
#include <algorithm>
#include <cstdio>
#include <iostream> // cin
#include <queue>
#include <set>
#include <string> /* words */
#include <vector>
int main() {
    std::vector<std::string> words(MANY);
    for (auto &word : words) std::cin >> word;
    std::set<std::string> sorted(words.begin(), words.end());
    std::queue<std::string> queue;
    for (auto &word : sorted) queue.push(word);
    for (; !queue.empty(); queue.pop()) std::printf("%s ", queue.front().c_str());
    std::printf("%d\n", __builtin_popcount(3));
}
