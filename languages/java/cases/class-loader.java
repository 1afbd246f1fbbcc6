// {"want":["completed"],"stdout_is":"true false\nThread-0 [main]\n","about":"a class loader of its own, and the names that threads have"}
import java.util.Arrays;

public class Main {
  static class Own extends ClassLoader {
    Class<?> define(byte[] code) {
      return defineClass(null, code, 0, code.length);
    }
  }

  public static void main(String[] args) throws Exception {
    var own = new Own().define(Main.class.getResourceAsStream("Main.class").readAllBytes());
    System.out.println((Main.class.getClassLoader() == ClassLoader.getSystemClassLoader()) + " " + (own == Main.class));
    System.out.println(new Thread(() -> {}).getName() + " " + Arrays.stream(new Throwable().getStackTrace()).map(StackTraceElement::getMethodName).toList());
  }
}
