#!/bin/sh
# Makes /pch/<name>.h.gch for each line of pch.txt: a name and the headers it holds.
set -e
cd /sandbox
mkdir -p /pch
flags='-std=gnu++20 -DONLINE_JUDGE' # as programs are compiled (language.json)

plugin=/tmp/instantiate.so
g++ -O2 -Wall -Wextra -Werror -fno-rtti -fno-exceptions -shared -fPIC -o "$plugin" instantiate.cpp
echo 'extern int __end_of_precompiled_header;' > /tmp/probe.h
if ! g++ $flags "-fplugin=$plugin" -x c++-header -o /tmp/probe.h.gch /tmp/probe.h; then plugin=; fi

# templates.h, where the library has what it names, and their code
{ echo '#include <format>'; sed 's/^extern //' templates.h; } > /tmp/templates.cpp
templates=templates.h
if ! g++ $flags -O2 -c -o /tmp/templates.o /tmp/templates.cpp; then templates=/dev/null; echo | g++ -c -x c++ -o /tmp/templates.o -; fi
ar rcs templates.a /tmp/templates.o

while read -r name headers; do
  {
    for header in $headers; do echo "#include <$header>"; done
    cat "$templates"
    echo 'extern int __end_of_precompiled_header;'
  } > "/pch/$name.h"
  g++ $flags ${plugin:+"-fplugin=$plugin"} -x c++-header -o "/pch/$name.h.gch" "/pch/$name.h"
done < pch.txt
rm -f /tmp/probe.h* /tmp/templates.* /tmp/instantiate.so
