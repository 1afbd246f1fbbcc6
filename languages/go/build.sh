#!/bin/sh
# Makes ./main: build.sh [flags of go build] -- sources
# One package that needs only what was compiled beforehand is given to compiler and linker directly, which leaves out what
# `go build` has to find out first. Everything else is built by `go build`.
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

if [ -e go.mod ]; then # the package in this folder, which may have others in folders of its own
  set -- "$@" .
  until [ "$1" = -- ]; do set -- "$@" "$1" && shift; done
  until [ "$1" = . ]; do shift; done
  shift
  set -- "$@" .
fi
# Its cache is the image's, which nobody can write; it would clear that up once a day. An index of each package would stay
# open, which is more files than a program may have.
export GOCACHE=/tmp/cache GODEBUG=goindex=0
mkdir "$GOCACHE" && ln -s /sandbox/cache/?? "$GOCACHE" && date +%s > "$GOCACHE/trim.txt"
exec go build -ldflags='-s -w' -o main "$@"
