# What the go command is told, wherever it is used. Its cache holds what was compiled without debugging information, which no program here keeps.
export CGO_ENABLED=0 GOTOOLCHAIN=local GOPROXY=off GOFLAGS=-gcflags=all=-dwarf=false
export HOME=/sandbox/home GOCACHE=/sandbox/cache GOTMPDIR=/tmp
