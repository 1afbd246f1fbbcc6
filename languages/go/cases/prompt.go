// {"want":["error:exit"],"exit_code":4,"stdout_is":"name? ","about":"a prompt is seen although nothing answers, and stdin is at its end"}
package main

import (
	"fmt"
	"os"
)

func main() {
	var name string
	fmt.Print("name? ")
	if _, err := fmt.Scan(&name); err != nil {
		os.Exit(4)
	}
	fmt.Print("never")
}
