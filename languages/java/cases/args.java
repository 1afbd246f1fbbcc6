// {"want":["completed"],"args":["one","two words"],"stdout_is":"one\ntwo words\n","about":"what it is called with"}
public class Main {
  public static void main(String[] args) {
    for (String arg : args) System.out.println(arg);
  }
}
