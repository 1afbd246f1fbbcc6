# The settings of every go command. What is compiled has no debugging information: programs are linked without it.
export CGO_ENABLED=0 GOTOOLCHAIN=local GOPROXY=off GOFLAGS=-gcflags=all=-dwarf=false
export HOME=/sandbox/home GOCACHE=/sandbox/cache GOTMPDIR=/tmp
