package main

import (
	"fmt"
	"time"
)

func main() {
	for n := 5; n > 0; n-- {
		fmt.Println(n, "…")
		time.Sleep(300 * time.Millisecond)
	}
	fmt.Println("lift-off")
}
