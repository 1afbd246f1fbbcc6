package codeengine;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import javax.tools.SimpleJavaFileObject;

/** The main file of a program. One public class in it may have another name than the file. */
final class MainFile extends SimpleJavaFileObject {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final String name;
  private final String text;
  private String otherName;

  /** Reads the file, which may be a FIFO. */
  MainFile(String name) throws IOException {
    this(name, contentOf(name));
  }

  MainFile(String name, byte[] content) {
    super(URI.create("string:///Main.java"), Kind.SOURCE);
    this.name = name;
    String decoded = new String(content, StandardCharsets.UTF_8);
    this.text = decoded.startsWith(BYTE_ORDER_MARK) ? decoded.substring(1) : decoded; // javac refuses it
  }

  /** Reads to the end without asking for the size: a FIFO has none. */
  private static byte[] contentOf(String name) throws IOException {
    try (InputStream in = new FileInputStream(name)) {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      byte[] chunk = new byte[65536];
      for (int count; (count = in.read(chunk)) > 0; ) content.write(chunk, 0, count);
      return content.toByteArray();
    }
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public CharSequence getCharContent(boolean ignoreEncodingErrors) {
    return text;
  }

  @Override
  public boolean isNameCompatible(String simpleName, Kind kind) {
    if (kind != Kind.SOURCE || simpleName.contains("-")) return false; // package-info, module-info
    if (name.equals(simpleName + ".java")) return true;
    if (otherName == null) otherName = simpleName;
    return otherName.equals(simpleName);
  }
}
