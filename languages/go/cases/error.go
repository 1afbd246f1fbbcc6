// {"want":["error:exit"],"exit_code":2,"stdout_is":"before\n","stderr_has":["panic: runtime error: index out of range [3] with length 0","main.go:12"],"links":[12],"about":"a panic: what it says, and its line"}
package main

import (
	"fmt"
)

func main() {
	fmt.Println("before")
	var list []int
	at := 3
	fmt.Println(list[at])
}
