// {"want":["completed"],"stdin":"žluťoučký 🐎\n","stdout_is":"ahoj ✓ žluťoučký 🐎\n","about":"UTF-8 in the source, in stdin and in stdout"}
public class Main {
  public static void main(String[] args) {
    System.out.println("ahoj ✓ " + new java.util.Scanner(System.in).nextLine());
  }
}
