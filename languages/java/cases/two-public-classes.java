// {"want":["error:compile"],"stderr_has":["class Other is public, should be declared in a file named Other.java","Only one class of a file may be public."],"about":"two public classes in one file"}
public class Game {
  public static void main(String[] args) {}
}

public class Other {}
