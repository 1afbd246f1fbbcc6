// {"want":["error:compile"],"stderr_has":"A program is the package main and has a function main.","about":"a source of another package"}
package geo

func Area(a, b int) int { return a * b }
