// {"want":["error:compile"],"stderr_has":["no_such/library.hpp","A program is one file here, and only the standard library is available."],"wasm":null,"about":"a header of a library that is not there"}
#include <iostream>
#include <no_such/library.hpp>
int main() { std::cout << "never\n"; }
