public class Main {
  public static void main(String[] args) throws InterruptedException {
    for (int n = 5; n > 0; n--) {
      System.out.println(n + " …");
      Thread.sleep(300);
    }
    System.out.println("lift-off");
  }
}
