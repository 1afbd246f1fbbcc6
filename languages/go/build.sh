#!/bin/sh
# Makes ./main: build.sh [flags of go build] -- sources
# One package that needs the standard library alone is given to compiler and linker directly, which leaves out what
# `go build` has to find out first. Everything else is built by `go build`.
export CGO_ENABLED=0 GOTOOLCHAIN=local GOPROXY=off HOME=/sandbox/home GOCACHE=/sandbox/cache GOTMPDIR=/tmp

direct=yes
[ "$1" = -- ] && [ ! -e go.mod ] || direct=
for word; do
  case $word in */* | *_test.go) direct= ;; esac
done
if [ "$direct" ]; then
  shift
  /sandbox/tools/compile -p main -complete -pack -dwarf=false -importcfg /sandbox/std.cfg -o /tmp/main.a "$@" || exit 1
  exec /sandbox/tools/link -s -w -importcfg /sandbox/std.cfg -buildmode exe -o main /tmp/main.a
fi

if [ -e go.mod ]; then # the package in this folder, which may have others in folders of its own
  set -- "$@" .
  until [ "$1" = -- ]; do set -- "$@" "$1" && shift; done
  until [ "$1" = . ]; do shift; done
  shift
  set -- "$@" .
fi
exec go build -ldflags='-s -w' -o main "$@"
