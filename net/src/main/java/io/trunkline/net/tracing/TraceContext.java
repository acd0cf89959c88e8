package io.trunkline.net.tracing;

import java.util.Locale;
import java.util.Optional;

/**
 * Where in which trace something happens (W3C Trace Context, version 00).
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param spanId 16 lower-case hexadecimal digits, not all zero
 * @param sampled the sampled flag
 */
public record TraceContext(String traceId, String spanId, boolean sampled) {
  private static final int LENGTH = 55;

  /** Reads a {@code traceparent}; a broken one counts as none, as the specification asks. */
  public static Optional<TraceContext> parse(String traceparent) {
    // Read by hand: this happens for each action of each run.
    String text = traceparent.strip().toLowerCase(Locale.ROOT);
    boolean wellFormed =
        text.length() >= LENGTH
            && areHex(text, 0, 2)
            && text.charAt(2) == '-'
            && areHex(text, 3, 35)
            && text.charAt(35) == '-'
            && areHex(text, 36, 52)
            && text.charAt(52) == '-'
            && areHex(text, 53, LENGTH);
    if (!wellFormed
        || text.startsWith("ff")
        || (text.length() > LENGTH && (text.startsWith("00") || text.charAt(LENGTH) != '-'))
        || areZero(text, 3, 35)
        || areZero(text, 36, 52)) {
      return Optional.empty();
    }
    boolean sampled = (Character.digit(text.charAt(LENGTH - 1), 16) & 1) == 1;
    return Optional.of(new TraceContext(text.substring(3, 35), text.substring(36, 52), sampled));
  }

  private static boolean areHex(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  private static boolean areZero(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) != '0') {
        return false;
      }
    }
    return true;
  }

  /** Returns the {@code traceparent} text. */
  public String traceparent() {
    return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
  }
}
