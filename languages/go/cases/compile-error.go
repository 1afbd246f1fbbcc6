// {"want":["error:compile"],"exit_code":1,"stdout_is":"","about":"what the compiler says of an error, and its line","stderr_has":["main.go:10:2: undefined: nonsense"],"marks":[10],"links":[10]}
package main

import (
	"fmt"
)

func main() {
	fmt.Println("never")
	nonsense()
}
