// {"want":["error:signal"],"stdout_is":"before\n","about":"a crash by a signal","signal":"SIGKILL"}
package main

import (
	"fmt"
	"os"
	"syscall"
)

func main() {
	fmt.Println("before")
	syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {}
}
