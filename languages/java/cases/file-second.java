// {"want":["completed"],"files":{"geo/Box.java":"package geo;\n\npublic record Box(int a, int b) {\n  public int area() {\n    return a * b;\n  }\n}\n"},"stdout_is":"12\n","about":"a second file, in a package"}
public class Main {
  public static void main(String[] args) {
    System.out.println(new geo.Box(3, 4).area());
  }
}
