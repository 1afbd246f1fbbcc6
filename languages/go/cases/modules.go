// {"want":["completed"],"files":{"go.mod":"module example\n","geo/geo.go":"package geo\n\nfunc Area(a, b int) int { return a * b }\n"},"stdout_is":"12\n","about":"a package of its own in a folder, with a go.mod"}
package main

import (
	"example/geo"
	"fmt"
)

func main() {
	fmt.Println(geo.Area(3, 4))
}
