#!/bin/sh
# Makes what linking needs: /sandbox/bin/ld, the linker behind it, and the short list of libstdc++'s symbols.
set -e
cd /sandbox
mkdir -p bin short

# gold is faster; not every image has it
if echo 'int main() {}' | gcc -fuse-ld=gold -x c -o /tmp/probe - 2>/dev/null; then linker=ld.gold; else linker=ld; fi
rm -f /tmp/probe
ln -s "$(command -v "$linker" || gcc "-print-prog-name=$linker")" linker
cp ld.sh bin/ld
chmod 755 bin/ld

# A library with the name, the versions and the object sizes of libstdc++, but only with the symbols that most programs
# use: no wide characters, none of the locale's facets, no old strings, no file system. Programs are linked against this
# library, and run with the real one.
rare='wchar|Iw|Sb|Ss|money|codecvt|messages|collate|punct|time_get|time_put|num_get|num_put|ctype|filesystem|strstream|__gnu_debug|basic_file|pmr|transaction|valarray'
readelf --dyn-syms -W "$(g++ -print-file-name=libstdc++.so)" | awk -v rare="$rare" '
  $7 != "UND" && ($4 == "FUNC" || $4 == "OBJECT") && $8 ~ /@@/ && $8 !~ rare {
    split($8, symbol, "@@")
    members[symbol[2]] = members[symbol[2]] "\"" symbol[1] "\";"
    printf ".globl %s\n.type %s,%%%s\n", symbol[1], symbol[1], $4 == "FUNC" ? "function" : "object"
    if ($4 == "OBJECT") printf ".data\n.balign 32\n.size %s,%s\n%s: .zero %s\n", symbol[1], $3, symbol[1], $3
    else printf ".text\n%s: .zero 1\n", symbol[1]
  }
  END { for (version in members) printf "%s {%s};\n", version, members[version] > "/tmp/versions" }' > /tmp/short.s
gcc -shared -nostdlib -Wl,-soname,libstdc++.so.6 -Wl,--version-script=/tmp/versions -o short/libstdc++.so /tmp/short.s
rm -f /tmp/short.s /tmp/versions
