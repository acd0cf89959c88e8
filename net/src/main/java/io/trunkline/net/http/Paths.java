package io.trunkline.net.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Takes request paths apart. */
public final class Paths {
  private Paths() {}

  /**
   * Returns the decoded segments of a path; empty ones are left out.
   *
   * @throws IllegalArgumentException when an escape is broken
   */
  public static List<String> segments(String path) {
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      if (!segment.isEmpty()) {
        segments.add(decode(segment));
      }
    }
    return List.copyOf(segments);
  }

  /** Decodes percent escapes; a plus sign stays a plus sign. */
  public static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
