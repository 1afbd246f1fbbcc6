// {"want":["error:exit"],"exit_code":3,"stdout_is":"out\n","stderr_is":"err\n","about":"both streams and the exit code of a program that fails by its own will"}
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Println("out")
	fmt.Fprintln(os.Stderr, "err")
	os.Exit(3)
}
