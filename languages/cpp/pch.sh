#!/bin/sh
# Makes /pch/<name>.h.gch for each line of pch.txt, which has a name and headers. This is a folder of precompiled headers;
# g++ takes the one that fits its flags. Where none fits, g++ reads /pch/<name>.h, which includes the same headers.
set -e
cd /sandbox
mkdir -p /pch
flags='-std=gnu++20 -DONLINE_JUDGE' # those of programs (language.json)

plugin=/tmp/instantiate.so
g++ -O2 -Wall -Wextra -Werror -fno-rtti -fno-exceptions -shared -fPIC -o "$plugin" instantiate.cpp
echo 'extern int __end_of_precompiled_header;' > /tmp/end.h
if ! g++ $flags "-fplugin=$plugin" -x c++-header -o /tmp/end.h.gch /tmp/end.h; then plugin=; fi

# Declares templates that programs need not instantiate, and compiles them once, where the library has these templates.
: > /tmp/templates.h
ar rcs templates.a
for header in format regex; do
  { echo "#include <$header>"; sed 's/extern template/template/' "$header-templates.h"; } > "/tmp/$header.cpp"
  if g++ $flags -O2 -c -o "/tmp/$header.o" "/tmp/$header.cpp"; then
    cat "$header-templates.h" >> /tmp/templates.h
    ar rcs templates.a "/tmp/$header.o"
  fi
done

make() { # with this level of optimisation
  mkdir -p "/pch/$name.h.gch"
  g++ $flags "$1" ${plugin:+"-fplugin=$plugin"} -x c++-header -o "/pch/$name.h.gch/$1" "/pch/$name.h"
}

while read -r name headers; do
  for header in $headers; do echo "#include <$header>"; done > /tmp/headers.h
  cat /tmp/headers.h /tmp/templates.h /tmp/end.h > "/pch/$name.h"
  make -O0
  case $name in bits | iostream) make -O2 ;; esac # for callers that pass -O2: five times as fast, for 180 MB of the image
  cp /tmp/headers.h "/pch/$name.h"
done < pch.txt
rm -f /tmp/end.h* /tmp/headers.h /tmp/templates.h /tmp/format.* /tmp/regex.* /tmp/instantiate.so
