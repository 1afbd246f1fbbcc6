// {"want":["error:compile"],"stderr_has":["no required module provides package github.com/fatih/color","Only the standard library is available"],"about":"a package that is not there"}
package main

import "github.com/fatih/color"

func main() {
	color.Red("never")
}
