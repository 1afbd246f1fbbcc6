package codeengine;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Compiles and runs a sample before there is a program, so that the compiler and the library are loaded and fast. Does
 * no more of this once there is a program, which would only wait.
 */
final class Warm {
  /** How often. A further time costs half a second, and saves the program a hundredth of a second. */
  private static final int TIMES = 2;

  private Warm() {}

  static void up(Compile compile, BooleanSupplier isWanted) throws Exception {
    if (isWanted.getAsBoolean()) return;
    byte[] usual = Files.readAllBytes(Path.of("/sandbox/java/Usual.java"));
    Path folder = Files.createTempDirectory("warm");
    for (int n = 0; n < TIMES && !isWanted.getAsBoolean(); n++)
      compile.compile(List.of(), new MainFile("Usual.java", usual), List.of(), folder.toString());
    if (!isWanted.getAsBoolean()) run(folder);
    remove(folder);
    if (!isWanted.getAsBoolean()) System.gc();
  }

  private static void run(Path folder) throws Exception {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      loader.loadClass("Usual").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> made = Files.walk(folder)) {
      made.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    }
  }
}
