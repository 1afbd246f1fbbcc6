// {"want":["error:compile"],"stderr_has":["no_such/library.hpp","Only the files of the program and the standard library are available."],"wasm":null,"about":"a header of a library that is not there"}
#include <iostream>
#include <no_such/library.hpp>
int main() { std::cout << "never\n"; }
