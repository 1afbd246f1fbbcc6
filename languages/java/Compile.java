package codeengine;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles as {@code javac -d .} does, but a public class of the main file may have any name. */
public final class Compile {
  /** The argument file for {@code java}. */
  private static final Path MAIN = Path.of(".main");

  private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
  private final StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
  private final PrintWriter err = new PrintWriter(System.err, true);

  /** Returns the name of the class to run, and writes it into .main; exits where the program does not compile. */
  public static String main(String[] args) throws Exception {
    Compile compile = new Compile();
    List<String> words = List.of(args);
    boolean isPrepared = words.get(0).equals("prepare");
    int end = words.indexOf("--");
    List<String> options = isPrepared ? List.of() : words.subList(1, end);
    List<String> names = words.subList(isPrepared ? 1 : end + 1, words.size());
    FutureTask<MainFile> source = new FutureTask<>(() -> new MainFile(names.get(0)));
    new Thread(null, source, "source").start(); // with a name, or it would take Thread-0 from the program
    if (isPrepared) Warm.up(compile, source::isDone);
    JavaFileObject main = source.get(); // waits for the file; the other files are there then
    List<String> others = isPrepared ? othersThan(names.get(0)) : names.subList(1, names.size());
    String name = compile.orSay(options, main, others);
    if (name == null) System.exit(1);
    Files.writeString(MAIN, (options.contains("--enable-preview") ? "--enable-preview " : "") + name);
    return name;
  }

  private String orSay(List<String> options, JavaFileObject main, List<String> others) {
    try {
      return compile(options, main, others, ".");
    } catch (StackOverflowError tooDeep) {
      err.println(main.getName() + ": error: the program is nested too deeply for the compiler");
    } catch (OutOfMemoryError tooMuch) {
      err.println(main.getName() + ": error: the compiler ran out of memory");
    }
    return null;
  }

  /** Returns the name of the class to run; null after an error, which is on stderr. */
  String compile(List<String> options, JavaFileObject main, List<String> others, String folder) {
    List<JavaFileObject> all = new ArrayList<>(List.of(main));
    files.getJavaFileObjects(others.toArray(new String[0])).forEach(all::add);
    List<String> words = new ArrayList<>(List.of("-d", folder, "-proc:none"));
    words.addAll(options);
    MainClass found = new MainClass(main);
    JavacTask task;
    try {
      task = (JavacTask) compiler.getTask(err, files, null, words, null, all);
    } catch (IllegalArgumentException | IllegalStateException wrong) {
      err.println(wrong.getMessage());
      return null;
    }
    task.addTaskListener(found);
    boolean isDone = task.call();
    if (isDone && found.name() == null) err.println(main.getName() + ": error: there is no class in it");
    return isDone ? found.name() : null;
  }

  private static List<String> othersThan(String main) throws IOException {
    try (Stream<Path> found = Files.find(Path.of("."), 64, (path, is) -> is.isRegularFile() && path.toString().endsWith(".java"))) {
      return found.map(path -> path.normalize().toString()).filter(name -> !name.equals(main)).sorted().toList();
    }
  }
}
