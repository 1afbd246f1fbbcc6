// {"want":["error:exit"],"exit_code":1,"stderr_has":"java.lang.StackOverflowError","about":"recursion without end"}
public class Main {
  public static void main(String[] args) {
    main(args);
  }
}
