import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.util.*;
import java.util.function.Function;
import java.util.stream.*;

/** Uses what programs usually use, so that the compiler and the library load it in advance. Prints nothing. */
public class Usual {
  interface Shape {
    double area();
  }

  record Circle(double radius) implements Shape {
    public double area() {
      return Math.PI * radius * radius;
    }
  }

  enum Colour {
    RED,
    GREEN
  }

  static <T extends Comparable<T>> T largest(List<T> all) {
    T best = all.get(0);
    for (T each : all) if (each.compareTo(best) > 0) best = each;
    return best;
  }

  static long fibonacci(int n) {
    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
  }

  public static void main(String[] args) throws Exception {
    Scanner scanner = new Scanner("3 4 5\nline\n");
    int sum = scanner.nextInt() + scanner.nextInt();
    scanner.nextLine();
    String line = scanner.hasNextLine() ? scanner.nextLine() : "";
    BufferedReader reader = new BufferedReader(new StringReader("1 2\n"));
    StringTokenizer words = new StringTokenizer(reader.readLine());
    while (words.hasMoreTokens()) sum += Integer.parseInt(words.nextToken());
    Map<String, Integer> counts = new HashMap<>();
    for (String word : "a b a".split(" ")) counts.merge(word, 1, Integer::sum);
    Map<String, List<Integer>> lists = new TreeMap<>();
    lists.computeIfAbsent("x", key -> new ArrayList<>()).add(sum);
    int[][] grid = new int[3][4];
    Arrays.fill(grid[0], 1);
    Arrays.sort(grid[0]);
    Function<Integer, Integer> twice = n -> n * 2;
    String joined = IntStream.range(0, 5).mapToObj(n -> "n" + twice.apply(n)).collect(Collectors.joining(","));
    List<Integer> sorted = Stream.of(3, 1, 2).filter(n -> n > 0).sorted(Comparator.reverseOrder()).toList();
    Deque<Integer> queue = new ArrayDeque<>(sorted);
    PriorityQueue<Integer> heap = new PriorityQueue<>(sorted);
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, Integer> entry : counts.entrySet()) text.append(entry.getKey()).append(entry.getValue());
    String shown = switch (Colour.RED) {
      case RED -> "red " + joined + ' ' + sum + ' ' + line + largest(sorted);
      case GREEN -> "green";
    };
    try {
      Object nothing = queue.isEmpty() ? null : heap.poll();
      if (nothing == null) throw new IllegalStateException("none");
    } catch (RuntimeException error) {
      shown += error.getMessage();
    }
    String formatted = String.format("%d %.2f %s%n", fibonacci(10), new Circle(1).area(), shown + text);
    System.out.printf("%s", formatted.isEmpty() ? formatted : "");
    System.out.print("");
    System.err.print("");
    Thread thread = new Thread(null, counts::clear, "named"); // without a name it would take Thread-0 from the program
    thread.start();
    thread.join();
  }
}
