package main

import "fmt"

func main() {
	sum, count := 0, 0
	for n := 0; ; {
		if _, err := fmt.Scan(&n); err != nil {
			break
		}
		sum += n
		count++
	}
	fmt.Printf("%d numbers, their sum is %d\n", count, sum)
}
