// {"want":["error:compile"],"exit_code":1,"stdout_is":"","about":"what the compiler says of an error, and its line","stderr_has":["Main.java:5: error: cannot find symbol","1 error"],"marks":[5],"links":[5]}
public class Main {
  public static void main(String[] args) {
    System.out.println("never");
    nonsense();
  }
}
