// {"want":["completed"],"stdout_is":"hello\n","stderr_is":"","about":"the least program"}
package main

import (
	"fmt"
)

func main() {
	fmt.Println("hello")
}
