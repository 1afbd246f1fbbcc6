// {"want":["completed"],"stdout_is":"200 OK\n","about":"a program with much of the standard library"}
package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
)

func main() {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	fmt.Println(200, http.StatusText(200))
}
