#!/bin/sh
# Compiles what compiles programs, and lets the JVM keep what it finds out about the classes that this takes.
set -e
cd /sandbox/java
javac -XDignore.symbol.file --add-exports java.base/jdk.internal.vm.annotation=ALL-UNNAMED \
  --add-exports java.base/jdk.internal.misc=ALL-UNNAMED -d /tmp/boot Boot.java
jar --create --file boot.jar -C /tmp/boot .
javac -d . Compile.java MainFile.java MainClass.java Warm.java

mkdir /tmp/try
cd /tmp/try
cp /sandbox/java/Usual.java .
java @/sandbox/java/jvm -XX:DumpLoadedClassList=/tmp/compiling codeengine.Boot compile -- Usual.java
java @/sandbox/java/jvm -XX:DumpLoadedClassList=/tmp/running @.main
sed -e '/Usual/d' -e '/codeengine.[CMW]/d' -e 's/ id: .*//' /tmp/compiling /tmp/running | sort -u > /tmp/classes
# No class path, as a folder with something in it can be no part of the archive; the heap is of a sandbox's size, which
# decides how pointers are kept.
java @/sandbox/java/jvm -cp /none -XX:-UseSerialGC -Xmx128m -Xshare:dump -XX:SharedClassListFile=/tmp/classes
chmod -R a+rX /sandbox/java
