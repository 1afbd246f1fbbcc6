// {"want":["completed"],"stdout_is":"hello\n","stderr_is":"","about":"the least program"}
public class Main {
  public static void main(String[] args) {
    System.out.println("hello");
  }
}
