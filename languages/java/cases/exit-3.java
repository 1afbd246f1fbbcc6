// {"want":["error:exit"],"exit_code":3,"stdout_is":"out\n","stderr_is":"err\n","about":"both streams and the exit code of a program that fails by its own will"}
public class Main {
  public static void main(String[] args) {
    System.out.println("out");
    System.err.println("err");
    System.exit(3);
  }
}
