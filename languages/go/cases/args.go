// {"want":["completed"],"args":["one","two words"],"stdout_is":"one\ntwo words\n","about":"what it is called with"}
package main

import (
	"fmt"
	"os"
)

func main() {
	for _, arg := range os.Args[1:] {
		fmt.Println(arg)
	}
}
