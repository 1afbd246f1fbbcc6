package codeengine;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import javax.tools.JavaFileObject;

/** Finds the class to run: the first one in the main file that has a main, or the first one if none has. */
final class MainClass implements TaskListener {
  private final JavaFileObject file;
  private boolean hasMain;
  private String name;

  MainClass(JavaFileObject file) {
    this.file = file;
  }

  /** Null until a class was found. */
  String name() {
    return name;
  }

  @Override
  public void finished(TaskEvent event) {
    if (event.getKind() != TaskEvent.Kind.PARSE || !event.getSourceFile().getName().equals(file.getName())) return;
    var unit = event.getCompilationUnit();
    String prefix = unit.getPackageName() == null ? "" : unit.getPackageName() + ".";
    for (Tree type : unit.getTypeDecls()) {
      if (!(type instanceof ClassTree tree) || hasMain) continue;
      hasMain = tree.getMembers().stream().anyMatch(MainClass::isMain);
      if (hasMain || name == null) name = prefix + tree.getSimpleName();
    }
  }

  private static boolean isMain(Tree member) {
    return member instanceof MethodTree method
        && method.getName().contentEquals("main")
        && method.getParameters().size() <= 1;
  }
}
