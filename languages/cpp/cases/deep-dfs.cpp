// {"want":["completed"],"stdin":"200000","stdout_is":"200000\n","about":"a search 200000 calls deep over a chain: the stack is bounded by the memory limit, not by 8 MB"}
#include <iostream>
#include <vector>
using namespace std;
int visit(int at, const vector<vector<int>> &children, vector<int> &size) {
    size[at] = 1;
    for (int child : children[at]) size[at] += visit(child, children, size);
    return size[at];
}
int main() {
    int n;
    cin >> n;
    vector<vector<int>> children(n);
    for (int i = 1; i < n; i++) children[i - 1].push_back(i);
    vector<int> size(n);
    cout << visit(0, children, size) << endl;
}
