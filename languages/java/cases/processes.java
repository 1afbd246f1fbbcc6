// {"want":["error:processes"],"stderr_has":"java.lang.OutOfMemoryError: unable to create native thread","about":"more threads than there may be"}
public class Main {
  public static void main(String[] args) {
    while (true) {
      var each = new Thread(() -> java.util.concurrent.locks.LockSupport.park());
      each.setDaemon(true);
      each.start();
    }
  }
}
