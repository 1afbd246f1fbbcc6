package codeengine;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import jdk.internal.vm.annotation.Hidden;

/**
 * The main class of the JVM. {@code Boot prepare Main.java} waits for that file, compiles it, stops the JVM, and runs the
 * program once the JVM is continued; {@code Boot compile [options] -- files} only compiles. The program has the class
 * loader, the thread and the stack traces that {@code java Main} would give it: this class is on the boot class path,
 * where a frame can be hidden.
 */
public final class Boot {
  private static final String HOME = "/sandbox/java/";
  private static final int SIGSTOP = 19;

  @Hidden
  public static void main(String[] args) throws Throwable {
    MethodHandle program = start(args);
    try {
      program.invokeExact(new String[0]);
    } catch (OutOfMemoryError error) { // the JVM hides no frames in this trace, which it has made in advance
      hideFrames(error);
      throw error;
    }
  }

  private static void hideFrames(OutOfMemoryError error) {
    try {
      StackTraceElement[] frames = error.getStackTrace();
      int count = frames.length;
      while (count > 0 && isOurs(frames[count - 1].getClassName())) count--;
      error.setStackTrace(Arrays.copyOf(frames, count));
    } catch (OutOfMemoryError again) {
      // the program still holds its memory
    }
  }

  private static boolean isOurs(String name) {
    return name.equals(Boot.class.getName()) || name.startsWith("java.lang.invoke.");
  }

  private static MethodHandle start(String[] args) throws Exception {
    String name = compile(args);
    MethodHandle main = mainOf(name);
    if (!args[0].equals("prepare") || main == null) System.exit(0); // the program runs in a JVM of its own
    System.setProperty("sun.java.command", name);
    stop();
    return main;
  }

  /** Returns the name of the class to run. */
  private static String compile(String[] args) throws Exception {
    URL[] here = {Path.of(HOME).toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(here, ClassLoader.getSystemClassLoader())) {
      Method main = loader.loadClass("codeengine.Compile").getMethod("main", String[].class);
      return (String) main.invoke(null, (Object) args);
    }
  }

  /** Null where the class has no usual main: {@code java} itself then runs it in another way, or reports the error. */
  private static MethodHandle mainOf(String name) throws IllegalAccessException {
    try {
      Method main = Class.forName(name, false, ClassLoader.getSystemClassLoader()).getMethod("main", String[].class);
      if (!Modifier.isStatic(main.getModifiers()) || main.getReturnType() != void.class) return null;
      main.setAccessible(true);
      return MethodHandles.lookup().unreflect(main).asType(MethodType.methodType(void.class, String[].class));
    } catch (ClassNotFoundException | NoSuchMethodException | LinkageError unusual) {
      return null;
    }
  }

  /** Stops the JVM until it is continued. The public class refuses a signal that no handler can get. */
  private static void stop() throws ReflectiveOperationException {
    Method raise = jdk.internal.misc.Signal.class.getDeclaredMethod("raise0", int.class);
    raise.setAccessible(true);
    raise.invoke(null, SIGSTOP);
  }
}
