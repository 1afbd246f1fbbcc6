// {"want":["completed"],"stdin":"5","stdout_is":"15\n","about":"the register keyword of old contest code: GCC warns and goes on"}
#include <cstdio>
#define rg register
inline int read() {
    rg int x = 0;
    rg char c = getchar();
    while (c >= '0' && c <= '9') x = x * 10 + (c ^ 48), c = getchar();
    return x;
}
int main() {
    rg int n = read(), sum = 0;
    for (rg int i = 1; i <= n; ++i) sum += i;
    printf("%d\n", sum);
}
