// {"want":["error:memory"],"about":"more memory than there may be ends for that reason"}
package main

import (
	"bytes"
)

func main() {
	var blocks [][]byte
	for {
		blocks = append(blocks, bytes.Repeat([]byte{1}, 16<<20))
	}
}
