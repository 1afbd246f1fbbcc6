// {"want":["completed"],"stdout_is":"first\nlast\n","live":"first","about":"output is told while the program goes on, although it does not flush"}
public class Main {
  public static void main(String[] args) throws Exception {
    System.out.println("first");
    Thread.sleep(2000);
    System.out.println("last");
  }
}
