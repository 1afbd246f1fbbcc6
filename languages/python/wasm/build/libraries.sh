#!/bin/sh
# zlib, bzip2 and SQLite for WASI, in /libraries.
set -e
mkdir -p /libraries

library() { # its name; then its sources and arguments for the compiler
  name=$1
  shift
  mkdir "/tmp/$name"
  sources=$PWD
  (cd "/tmp/$name" && nice -n 10 clang-19 --target=wasm32-wasi -O3 -w "-I$sources" -c "$@")
  llvm-ar-19 rcs "/libraries/lib$name.a" "/tmp/$name"/*.o
}

cd /sources/zlib
library z "$PWD"/adler32.c "$PWD"/compress.c "$PWD"/crc32.c "$PWD"/deflate.c "$PWD"/infback.c "$PWD"/inffast.c \
  "$PWD"/inflate.c "$PWD"/inftrees.c "$PWD"/trees.c "$PWD"/uncompr.c "$PWD"/zutil.c
cd /sources/bzip2
library bz2 "$PWD"/blocksort.c "$PWD"/bzlib.c "$PWD"/compress.c "$PWD"/crctable.c "$PWD"/decompress.c "$PWD"/huffman.c \
  "$PWD"/randtable.c
mkdir /sources/sqlite3/made
cd /sources/sqlite3/made
../configure > /dev/null
make sqlite3.c > /dev/null
library sqlite3 "$PWD"/sqlite3.c -include /build/sqlite-wasi.h -DSQLITE_THREADSAFE=0 -DSQLITE_OMIT_LOAD_EXTENSION \
  -DSQLITE_OMIT_WAL -DSQLITE_MAX_MMAP_SIZE=0 -DSQLITE_TEMP_STORE=3 -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_RTREE \
  -DSQLITE_ENABLE_MATH_FUNCTIONS '-DSQLITE_DEFAULT_UNIX_VFS="unix-none"' # nobody else locks its files
# what it misses is known now, and not at the end of the build
echo 'int sqlite3_open(const char *, void *); int main(void) { void *made; return sqlite3_open(":memory:", &made); }' |
  clang-19 --target=wasm32-wasi -x c - -L/libraries -lsqlite3 -o /tmp/check.wasm
