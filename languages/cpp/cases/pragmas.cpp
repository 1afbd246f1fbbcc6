// {"want":["completed"],"stdin":"pear apple fig","stdout_is":"apple fig pear 6\n","about":"optimize and target pragmas above bits/stdc++.h, as contest programs have them"}
#pragma GCC optimize("O3,unroll-loops")
#pragma GCC target("avx2,bmi,bmi2,lzcnt,popcnt")
#include <bits/stdc++.h>
using namespace std;
int main() {
    vector<string> words;
    for (string w; cin >> w;) words.push_back(w);
    sort(words.begin(), words.end());
    for (auto &w : words) cout << w << ' ';
    cout << __builtin_popcountll(63ULL) << '\n';
}
