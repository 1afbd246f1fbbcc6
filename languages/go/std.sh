#!/bin/sh
# Compiles what programs use of the standard library (packages.txt): for `go build` as its cache, and for compiler and
# linker as lists of packages. The rest of it is compiled with the program that wants it.
set -e
cd /sandbox
. ./settings.sh
mkdir -p "$HOME/.config/go/telemetry"
echo off > "$HOME/.config/go/telemetry/mode"
export GOGC=400 # of the compiler: memory is there for a third less time
go list -deps -export -f '{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}' $(cat packages.txt) > link.cfg
grep -v internal/ link.cfg > compile.cfg
ln -sfn "$(go env GOTOOLDIR)" tools
chmod -R a+rX .
