// {"want":["completed"],"stdout_is":"(3,4)-(5,9)\n","about":"a package of the standard library that the image has not compiled"}
package main

import (
	"fmt"
	"image"
)

func main() {
	fmt.Println(image.Rect(5, 9, 3, 4))
}
