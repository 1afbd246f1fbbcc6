// {"want":["error:signal"],"stdout_is":null,"about":"a crash by a signal","stdout_has":"before\n","signal":"SIGABRT"}
public class Main {
  public static void main(String[] args) throws Exception {
    System.out.println("before");
    var field = sun.misc.Unsafe.class.getDeclaredField("theUnsafe");
    field.setAccessible(true);
    ((sun.misc.Unsafe) field.get(null)).putAddress(0, 1);
  }
}
