// {"want":["completed"],"stdin":"2","stdout_is":"1.4142135624 0.10\n","about":"long double read, computed and printed"}
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
int main(void) {
    long double x;
    if (scanf("%Lf", &x) != 1) return 1;
    printf("%.10Lf %.2Lf\n", sqrtl(x), strtold("0.1", NULL));
    return 0;
}
