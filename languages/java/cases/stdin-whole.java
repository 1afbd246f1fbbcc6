// {"want":["completed"],"stdin":"one\ntwo\nlast","stdout_is":"12 tsal\nowt\neno\n","about":"all of stdin at once"}
public class Main {
  public static void main(String[] args) throws Exception {
    var text = new String(System.in.readAllBytes());
    System.out.println(text.length() + " " + new StringBuilder(text).reverse());
  }
}
