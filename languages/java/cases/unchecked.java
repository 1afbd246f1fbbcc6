// {"want":["completed"],"stdout_is":"[1]\n","stderr_is":"","about":"what the compiler only warns of is not the program's stderr"}
import java.util.*;

public class Main {
  public static void main(String[] args) {
    List list = new ArrayList();
    list.add(1);
    System.out.println(list);
  }
}
