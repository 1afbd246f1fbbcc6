// {"want":["completed"],"stdout_is":"1 2 3\nhas 2\nless\n","about":"C++20 without any flag: concepts, ranges, contains, <=>"}
#include <algorithm>
#include <compare>
#include <concepts>
#include <iostream>
#include <map>
#include <vector>
struct Version {
    int major, minor;
    auto operator<=>(const Version &) const = default;
};
template <std::integral T> void show(const std::vector<T> &v) {
    for (bool first = true; const T &x : v) std::cout << (first ? "" : " ") << x, first = false;
    std::cout << '\n';
}
int main() {
    std::vector<int> v{3, 1, 2};
    std::ranges::sort(v);
    show(v);
    std::map<int, int> m{{2, 4}};
    if (m.contains(2)) std::cout << "has 2\n";
    std::cout << (Version{1, 2} < Version{1, 10} ? "less\n" : "more\n");
}
