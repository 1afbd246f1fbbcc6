#!/bin/sh
# Makes /pch/<name>.h.gch for each line of pch.txt: a name and the headers it holds.
set -e
cd /sandbox
mkdir -p /pch
flags='-std=gnu++20 -DONLINE_JUDGE' # as programs are compiled (src/languages.ts)

plugin=/tmp/instantiate.so
g++ -O2 -Wall -Wextra -Werror -fno-rtti -fno-exceptions -shared -fPIC -o "$plugin" instantiate.cpp
echo 'extern int __end_of_precompiled_header;' > /tmp/probe.h
if ! g++ $flags "-fplugin=$plugin" -x c++-header -o /tmp/probe.h.gch /tmp/probe.h; then plugin=; fi

while read -r name headers; do
  {
    for header in $headers; do echo "#include <$header>"; done
    echo 'extern int __end_of_precompiled_header;'
  } > "/pch/$name.h"
  g++ $flags ${plugin:+"-fplugin=$plugin"} -x c++-header -o "/pch/$name.h.gch" "/pch/$name.h"
done < pch.txt
rm -f /tmp/probe.h* /tmp/instantiate.so
