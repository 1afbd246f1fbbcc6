package main

import (
	"fmt"
	"sync"
)

func main() {
	jobs, squares := make(chan int), make(chan int, 20)
	var workers sync.WaitGroup
	for n := 0; n < 4; n++ {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for job := range jobs {
				squares <- job * job
			}
		}()
	}
	for n := 1; n <= 20; n++ {
		jobs <- n
	}
	close(jobs)
	workers.Wait()
	close(squares)
	sum := 0
	for square := range squares {
		sum += square
	}
	fmt.Println("1² + … + 20² =", sum)
}
