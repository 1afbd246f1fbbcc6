// {"want":["completed"],"stdin":"20 22\n","stdout_is":"42\n","about":"a template that uses files unless ONLINE_JUDGE is defined, as every judge defines it: otherwise an empty success"}
#include <cstdio>
int main() {
#ifndef ONLINE_JUDGE
    freopen("data.in", "r", stdin);
    freopen("data.out", "w", stdout);
#endif
    int a = 0, b = 0;
    scanf("%d %d", &a, &b);
    printf("%d\n", a + b);
}
