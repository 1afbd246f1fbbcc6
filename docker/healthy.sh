#!/bin/sh
# Exits with 0 if a server in this container answers with 200. Takes a few milliseconds; a Node process would take hundreds.
# Usage: healthy.sh PORT PATH      Alpine has wget; without wget, bash sends the request.
if command -v wget >/dev/null; then exec wget -q -T 4 -O /dev/null "http://127.0.0.1:$1$2"; fi
exec timeout 4 bash -c '
  exec 3<>"/dev/tcp/127.0.0.1/$0" && printf "GET %s HTTP/1.0\r\n\r\n" "$1" >&3 && read -r answer <&3
  case $answer in "HTTP/1."?" 200"*) ;; *) exit 1 ;; esac' "$1" "$2"
