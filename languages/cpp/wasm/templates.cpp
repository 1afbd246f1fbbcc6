// The code of the templates that the library's headers declare extern (templates.h). One object, which the linker reads
// only for a program that uses one of them.
#define __extern_template template
#include <format>
#include <regex>
