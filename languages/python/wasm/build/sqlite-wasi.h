// What SQLite's Unix part asks for and WASI does not have: processes, and owners of files.
#include <sys/stat.h>
#include <unistd.h>

#define getpid() 1
#define geteuid() 60000
#define fchmod(descriptor, mode) 0
#define fchown(descriptor, owner, group) 0
