// {"want":["timeout:time"],"limits":{"timeMs":2000},"stdout_is":"before\n","about":"a loop without end is stopped at the time limit; what it wrote is kept"}
public class Main {
  public static void main(String[] args) {
    System.out.println("before");
    while (true) Thread.onSpinWait();
  }
}
