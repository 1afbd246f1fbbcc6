// {"want":["error:exit"],"exit_code":4,"stdout_is":"name? ","about":"a prompt is seen although nothing answers, and stdin is at its end"}
public class Main {
  public static void main(String[] args) {
    System.out.print("name? ");
    if (!new java.util.Scanner(System.in).hasNext()) System.exit(4);
    System.out.print("never");
  }
}
