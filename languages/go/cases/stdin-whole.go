// {"want":["completed"],"stdin":"one\ntwo\nlast","stdout_is":"12 tsal\nowt\neno\n","about":"all of stdin at once"}
package main

import (
	"fmt"
	"io"
	"os"
	"slices"
)

func main() {
	text, _ := io.ReadAll(os.Stdin)
	fmt.Print(len(text), " ")
	slices.Reverse(text)
	fmt.Println(string(text))
}
