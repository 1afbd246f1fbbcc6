// {"want":["completed"],"stdout_is":"first\nlast\n","live":"first","about":"output is told while the program goes on, although it does not flush"}
package main

import (
	"fmt"
	"time"
)

func main() {
	fmt.Println("first")
	time.Sleep(2 * time.Second)
	fmt.Println("last")
}
