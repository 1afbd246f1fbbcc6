#!/bin/sh
# The linker that g++ finds first (-B/sandbox/bin). It links against the short list of libstdc++'s symbols, which takes
# half the time. Where that fails, because a program needs other symbols or has an error, it links as usual.
case " $* " in
*' -static '*) # without shared libraries, calls.o and cout.o have no functions of the library to call
  for word; do
    shift
    case $word in /sandbox/calls.o | /sandbox/cout.o) ;; *) set -- "$@" "$word" ;; esac
  done
  ;;
esac
/sandbox/linker -L/sandbox/short "$@" 2>/dev/null || exec /sandbox/linker "$@"
