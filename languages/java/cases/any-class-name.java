// {"want":["completed"],"stdout_is":"Game Main.java\n","about":"a public class whose name is not the file's"}
public class Game {
  public static void main(String[] args) {
    System.out.println("Game " + new Throwable().getStackTrace()[0].getFileName());
  }
}
