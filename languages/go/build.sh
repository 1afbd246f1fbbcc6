#!/bin/sh
# Makes ./main: build.sh [flags of go build] -- sources
# A single package that imports only what std.sh has compiled goes to the compiler and the linker directly, which saves
# what `go build` has to find out first. Everything else is built by `go build`.
. /sandbox/settings.sh

direct=yes
[ "$1" = -- ] && [ ! -e go.mod ] || direct=
for word; do
  case $word in */* | *_test.go) direct= ;; esac
done
if [ "$direct" ]; then
  shift
  said=$(/sandbox/tools/compile -p main -complete -pack -dwarf=false -importcfg /sandbox/compile.cfg -o /tmp/main.a "$@" 2>&1) &&
    exec /sandbox/tools/link -s -w -importcfg /sandbox/link.cfg -buildmode exe -o main /tmp/main.a
  case $said in
    *'could not import '*) set -- -- "$@" ;;
    *)
      printf '%s\n' "$said"
      exit 1
      ;;
  esac
fi

if [ -e go.mod ]; then # build the package in this folder, which may import others in its subfolders
  set -- "$@" .
  until [ "$1" = -- ]; do set -- "$@" "$1" && shift; done
  until [ "$1" = . ]; do shift; done
  shift
  set -- "$@" .
fi
# The cache of the image cannot be written, so the new cache links to it; a new trim.txt stops the daily removal of old
# entries. Without indexes of packages, which would stay open, a build needs no more open files than a program may have.
export GOCACHE=/tmp/cache GODEBUG=goindex=0
mkdir "$GOCACHE" && ln -s /sandbox/cache/?? "$GOCACHE" && date +%s > "$GOCACHE/trim.txt"
exec go build -ldflags='-s -w' -o main "$@"
