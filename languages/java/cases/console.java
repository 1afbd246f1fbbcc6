// {"want":["error:exit"],"exit_code":1,"stderr_has":["java.lang.NullPointerException","There is no console in the sandbox: read System.in"],"marks":[4],"about":"the console, which is there at a terminal only: what to use instead"}
public class Main {
  public static void main(String[] args) {
    System.out.println(System.console().readLine("name? "));
  }
}
