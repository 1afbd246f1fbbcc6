// {"want":["error:memory"],"about":"more memory than there may be ends for that reason"}
#include <vector>
int main() {
    for (std::vector<std::vector<char>> blocks;;) blocks.emplace_back(16 * 1024 * 1024, 'x');
}
