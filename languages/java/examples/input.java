import java.util.*;

public class Main {
  public static void main(String[] args) {
    Map<String, Integer> counts = new TreeMap<>();
    Scanner in = new Scanner(System.in);
    while (in.hasNext()) counts.merge(in.next(), 1, Integer::sum);
    counts.forEach((word, count) -> System.out.println(count + " " + word));
  }
}
