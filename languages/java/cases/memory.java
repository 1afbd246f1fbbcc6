// {"want":["error:memory"],"about":"more memory than there may be ends for that reason","stderr_has":"java.lang.OutOfMemoryError: Java heap space","stderr_not":"codeengine|java\\.lang\\.invoke"}
public class Main {
  public static void main(String[] args) {
    for (var blocks = new java.util.ArrayList<byte[]>(); ; ) blocks.add(new byte[16 << 20]);
  }
}
