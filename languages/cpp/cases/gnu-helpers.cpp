// {"want":["completed"],"stdout_is":"6 5 3 10\n","about":"what bits/stdc++.h brings in GCC and contest programs use: __gcd, __lg, bitset::_Find_first, random_shuffle"}
#include <bits/stdc++.h>
using namespace std;
int main() {
    bitset<16> bits;
    bits.set(3);
    vector<int> v{1, 2, 3, 4};
    random_shuffle(v.begin(), v.end());
    cout << __gcd(12, 18) << ' ' << __lg(40) << ' ' << bits._Find_first() << ' ' << accumulate(v.begin(), v.end(), 0) << '\n';
}
