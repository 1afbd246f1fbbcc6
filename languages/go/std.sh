#!/bin/sh
# Compiles the standard library once: for `go build` as its cache, and for compiler and linker as a list of its packages.
set -e
export CGO_ENABLED=0 GOTOOLCHAIN=local GOPROXY=off HOME=/sandbox/home GOCACHE=/sandbox/cache
mkdir -p "$HOME/.config/go/telemetry"
echo off > "$HOME/.config/go/telemetry/mode"
go build std
go list -export -f '{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}' std > /sandbox/std.cfg
ln -sfn "$(go env GOTOOLDIR)" /sandbox/tools
chmod -R a+rX /sandbox
