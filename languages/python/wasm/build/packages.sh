#!/bin/sh
# The compilers, and the sources of CPython and of what its modules need, in /sources.
set -e
export DEBIAN_FRONTEND=noninteractive
for file in /etc/apt/sources.list.d/*.sources; do
  [ ! -e "$file" ] || sed -i 's/^Types: deb$/Types: deb deb-src/' "$file"
done
[ ! -e /etc/apt/sources.list ] || sed -n 's/^deb /deb-src /p' /etc/apt/sources.list > /etc/apt/sources.list.d/sources.list
apt-get update -q
apt-get install -yq --no-install-recommends python3.13 clang-19 lld-19 llvm-19 wasi-libc libclang-rt-19-dev-wasm32 \
  gcc libc6-dev make tcl dpkg-dev xz-utils
mkdir -p /sources
cd /sources
apt-get source -q --tar-only python3.13 zlib bzip2 sqlite3
for name in python3.13 zlib bzip2 sqlite3; do
  mkdir "$name"
  tar xf "$name"_*.orig.tar.?z -C "$name" --strip-components=1
done
