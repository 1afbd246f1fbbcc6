// {"want":["error:compile"],"stderr_has":"There is no cgo: a program cannot import \"C\".","about":"a program with C in it"}
package main

// #include <stdio.h>
import "C"

func main() {
	C.puts(C.CString("hello"))
}
