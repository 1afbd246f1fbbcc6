#!/bin/sh
# The linker that g++ finds first (-B/sandbox/bin). It links against the short list of libstdc++'s symbols, which takes
# half the time; a program that needs others, or that cannot be linked, is linked as usual.
case " $* " in
*' -static '*) # what stands before the library's functions has nothing to call then
  for word; do
    shift
    case $word in /sandbox/calls.o | /sandbox/cout.o) ;; *) set -- "$@" "$word" ;; esac
  done
  ;;
esac
/sandbox/linker -L/sandbox/short "$@" 2>/dev/null || exec /sandbox/linker "$@"
