// {"want":["completed"],"stdin":"in","stdout_is":"0 0 1 full\nin\n","about":"the devices every system has"}
#include <errno.h>
#include <stdio.h>
#include <string.h>
int main(void) {
    char zeros[8] = "xxxxxxx", a[16], b[16], line[9] = "";
    FILE *null = fopen("/dev/null", "r"), *zero = fopen("/dev/zero", "r"), *random = fopen("/dev/urandom", "r"), *full = fopen("/dev/full", "w");
    if (!null || !zero || !random || !full) return 1;
    printf("%d ", (int)fread(a, 1, 1, null));
    fread(zeros, 1, sizeof zeros, zero);
    printf("%d ", zeros[0] | zeros[7]);
    fread(a, 1, sizeof a, random);
    fread(b, 1, sizeof b, random);
    printf("%d ", memcmp(a, b, sizeof a) != 0);
    fputs("x", full);
    puts(fclose(full) == EOF && errno == ENOSPC ? "full" : "endless");
    FILE *in = fopen("/dev/stdin", "r"), *out = fopen("/dev/stdout", "w");
    if (!in || !out || !fgets(line, sizeof line, in)) return 2;
    fprintf(out, "%s\n", line);
}
