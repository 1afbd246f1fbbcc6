// {"want":["completed"],"stdin":"one\ntwo\nlast","stdout_is":"12 tsal\nowt\neno\n","about":"all of stdin at once"}
#include <algorithm>
#include <iostream>
#include <iterator>
#include <string>
int main() {
    std::string text{std::istreambuf_iterator<char>(std::cin), {}};
    std::cout << text.size() << ' ';
    std::reverse(text.begin(), text.end());
    std::cout << text << '\n';
}
