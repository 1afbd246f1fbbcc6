// {"want":["error:exit"],"exit_code":1,"stdout_is":"","stderr_has":"Error: Main method is not static in class Main","about":"a main that is not static"}
public class Main {
  public void main(String[] args) {}
}
