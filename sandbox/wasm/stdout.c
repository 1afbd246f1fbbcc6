// Linked into every C and C++ program of the WebAssembly sandbox: stdout is line-buffered, so that output is live.
#include <stdio.h>

__attribute__((constructor)) static void live_output(void) { setvbuf(stdout, NULL, _IOLBF, 0); }
