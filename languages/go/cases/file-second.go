// {"want":["completed"],"files":{"greet.go":"package main\n\nfunc greet(name string) string { return \"Hello, \" + name }\n"},"stdout_is":"Hello, Ada\n","about":"a second file of the package"}
package main

import (
	"fmt"
)

func main() {
	fmt.Println(greet("Ada"))
}
