#!/bin/sh
# Configures CPython for WASI in /sources/python3.13/wasi. The tests of configure run on the build's own Python.
set -e
mkdir -p /sources/python3.13/wasi
cd /sources/python3.13/wasi
export CONFIG_SITE=/sources/python3.13/Tools/wasm/config.site-wasm32-wasi
export CC='clang-19 --target=wasm32-wasi' CPP='clang-cpp-19 --target=wasm32-wasi' CXX='clang++-19 --target=wasm32-wasi'
export AR=llvm-ar-19 RANLIB=true CFLAGS='-O3 -g0' LDFLAGS=-O2
export ZLIB_CFLAGS=-I/sources/zlib ZLIB_LIBS='-L/libraries -lz'
export BZIP2_CFLAGS=-I/sources/bzip2 BZIP2_LIBS='-L/libraries -lbz2'
export LIBSQLITE3_CFLAGS=-I/sources/sqlite3/made LIBSQLITE3_LIBS='-L/libraries -lsqlite3'
nice -n 10 ../configure -C --host=wasm32-wasi --build="$(gcc -dumpmachine)" --with-build-python=/usr/bin/python3.13 \
  --prefix=/usr/local --disable-test-modules
