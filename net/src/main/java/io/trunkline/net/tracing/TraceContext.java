package io.trunkline.net.tracing;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where in which trace something happens (W3C Trace Context, version 00).
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param spanId 16 lower-case hexadecimal digits, not all zero
 * @param sampled the sampled flag
 */
public record TraceContext(String traceId, String spanId, boolean sampled) {
  private static final Pattern TRACEPARENT =
      Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

  /** Reads a {@code traceparent}; a broken one counts as none, as the specification asks. */
  public static Optional<TraceContext> parse(String traceparent) {
    Matcher matcher = TRACEPARENT.matcher(traceparent.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()
        || matcher.group(1).equals("ff")
        || (matcher.group(1).equals("00") && matcher.group(5) != null)
        || matcher.group(2).chars().allMatch(c -> c == '0')
        || matcher.group(3).chars().allMatch(c -> c == '0')) {
      return Optional.empty();
    }
    boolean sampled = (Integer.parseInt(matcher.group(4), 16) & 1) == 1;
    return Optional.of(new TraceContext(matcher.group(2), matcher.group(3), sampled));
  }

  /** Returns the {@code traceparent} text. */
  public String traceparent() {
    return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
  }
}
