// {"want":["error:compile"],"files":{"geo/geo.go":"package geo\n"},"stderr_has":"packages of your own need a go.mod.","about":"a package of its own without a go.mod: what is missing"}
package main

func main() {}
