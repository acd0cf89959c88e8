package io.trunkline.workflows.transform;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import javax.xml.transform.stream.StreamSource;

/** XML of artifacts as a source for parsers. */
public final class XmlBytes {
  private static final Pattern UTF_16 =
      Pattern.compile("^<\\?xml[^>]*encoding=[\"']utf-16", Pattern.CASE_INSENSITIVE);

  private static final int MAX_DECLARATION = 200;

  private XmlBytes() {}

  /** Returns the text, decoded as {@link #source} says; UTF-8 where nothing is said. */
  public static String text(byte[] content) {
    Charset charset = StandardCharsets.UTF_8;
    if (content.length > 1 && content[0] == (byte) 0xFE && content[1] == (byte) 0xFF) {
      charset = StandardCharsets.UTF_16BE;
    } else if (content.length > 1 && content[0] == (byte) 0xFF && content[1] == (byte) 0xFE) {
      charset = StandardCharsets.UTF_16LE;
    }
    String text = new String(content, charset);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /**
   * Returns a source. Schemas and maps written by BizTalk's tools declare UTF-16 and stay so when
   * they are kept as text: where the bytes are not UTF-16, the declaration does not count.
   */
  static StreamSource source(byte[] content) {
    String head =
        new String(
            content, 0, Math.min(content.length, MAX_DECLARATION), StandardCharsets.ISO_8859_1);
    String start = head.startsWith("\u00EF\u00BB\u00BF") ? head.substring(3) : head;
    if (!UTF_16.matcher(start).find()) {
      return new StreamSource(new ByteArrayInputStream(content));
    }
    return new StreamSource(new StringReader(text(content)));
  }
}
