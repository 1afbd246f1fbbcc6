// {"want":["completed"],"stdout_is":"main 30\n","about":"threads beside those of the JVM, and main in the thread main"}
public class Main {
  public static void main(String[] args) throws Exception {
    var sum = new java.util.concurrent.atomic.AtomicInteger();
    var all = new java.util.ArrayList<Thread>();
    for (int n = 0; n < 30; n++) all.add(new Thread(sum::incrementAndGet));
    for (var each : all) each.start();
    for (var each : all) each.join();
    System.out.println(Thread.currentThread().getName() + " " + sum);
  }
}
