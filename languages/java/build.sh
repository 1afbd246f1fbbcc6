#!/bin/sh
# Compiles the classes that compile programs, and makes an archive of these and the other classes that the JVM loads.
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
# Without a class path, because the archive cannot be made with a folder that is not empty. With the heap of a sandbox,
# because its size decides how the archive stores pointers.
java @/sandbox/java/jvm -cp /none -XX:-UseSerialGC -Xmx128m -Xshare:dump -XX:SharedClassListFile=/tmp/classes
chmod -R a+rX /sandbox/java
