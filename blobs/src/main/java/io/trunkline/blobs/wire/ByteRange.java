package io.trunkline.blobs.wire;

import io.trunkline.net.http.HttpCall;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bytes that a GET asks for, from {@code x-ms-range} or {@code Range}.
 *
 * @param partial whether the client asked for a range
 */
record ByteRange(long start, long length, boolean partial) {
  private static final Pattern FORM = Pattern.compile("bytes=(\\d{1,18})-(\\d{0,18})");

  static ByteRange read(HttpCall call, long size) {
    Optional<String> range = call.header("x-ms-range").or(() -> call.header("range"));
    if (range.isEmpty()) {
      return new ByteRange(0, size, false);
    }
    Matcher matcher = FORM.matcher(range.get());
    if (!matcher.matches()) {
      throw BlobException.invalidHeader("Range");
    }
    long start = Long.parseLong(matcher.group(1));
    long end =
        matcher.group(2).isEmpty()
            ? size - 1
            : Math.min(size - 1, Long.parseLong(matcher.group(2)));
    if (start >= size || end < start) {
      throw new BlobException(
          416,
          "InvalidRange",
          "The range specified is invalid for the current size: " + size + ".");
    }
    return new ByteRange(start, end - start + 1, true);
  }
}
