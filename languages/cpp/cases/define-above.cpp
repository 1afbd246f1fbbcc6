// {"want":["completed"],"stdout_is":"7\n","about":"macros above <bits/stdc++.h>"}
#define _CRT_SECURE_NO_WARNINGS
#define ll long long
#define FOR(i, n) for (ll i = 0; i < (n); i++)
#include <bits/stdc++.h>
using namespace std;
int main() {
    ll sum = 0;
    FOR(i, 4) sum += i;
    cout << sum + 1 << endl;
}
