// {"want":["completed"],"stdout_is":"50000\n","about":"recursion deeper than a usual stack"}
public class Main {
  public static void main(String[] args) {
    System.out.println(depth(50000));
  }
  static int depth(int n) {
    return n == 0 ? 0 : 1 + depth(n - 1);
  }
}
