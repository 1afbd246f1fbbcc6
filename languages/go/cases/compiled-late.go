// {"want":["completed"],"stdout_is":"true\n","about":"a package of the standard library that the image has not compiled"}
package main

import (
	"fmt"
	"index/suffixarray"
)

func main() {
	fmt.Println(len(suffixarray.New([]byte("banana")).Lookup([]byte("ana"), -1)) == 2)
}
