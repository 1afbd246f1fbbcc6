public class Main {
  public static void main(String[] args) {
    System.out.println(share(12, 4));
    System.out.println(share(12, 0));
  }

  static int share(int cake, int guests) {
    return cake / guests;
  }
}
