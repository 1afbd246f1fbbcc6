// {"want":["completed"],"stdin":"one\ntwo\n\nlast","stdout_is":"1 one\n2 two\n3 \n4 last\n","about":"stdin line by line, the last without its line break"}
public class Main {
  public static void main(String[] args) {
    var in = new java.util.Scanner(System.in);
    for (int n = 1; in.hasNextLine(); n++) System.out.println(n + " " + in.nextLine());
  }
}
