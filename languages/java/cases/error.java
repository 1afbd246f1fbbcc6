// {"want":["error:exit"],"exit_code":1,"stdout_is":"before\n","stderr_is":"Exception in thread \"main\" java.lang.ArithmeticException: / by zero\n\tat Main.share(Main.java:8)\n\tat Main.main(Main.java:5)\n","marks":[8,5],"about":"an exception that nothing catches: what it says, its line, and no frames but the program's"}
public class Main {
  public static void main(String[] args) {
    System.out.println("before");
    share(1, 0);
  }
  static int share(int cake, int guests) {
    return cake / guests;
  }
}
