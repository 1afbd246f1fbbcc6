package main

import "fmt"

func main() {
	prices := map[string][]int{"tea": {3}}
	fmt.Println("tea:", prices["tea"][0])
	fmt.Println("milk:", prices["milk"][0])
}
