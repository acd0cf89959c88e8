package io.trunkline.net.http;

import io.trunkline.net.tracing.Trace;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A whole request.
 *
 * @param head method, host, path
 * @param headers header fields; names compare without case
 * @param parameters query parameters, decoded; names compare without case, values in order
 * @param body the body, at most what the plane allows; never changed
 * @param remoteAddress the client's IP address in text form
 * @param trace the span of this request
 */
@SuppressWarnings("ArrayRecordComponent") // a request is never compared
public record HttpCall(
    RequestHead head,
    Fields headers,
    Fields parameters,
    byte[] body,
    String remoteAddress,
    Trace trace) {

  public String method() {
    return head.method();
  }

  /** Returns the path, decoded segment by segment; an encoded slash stays inside its segment. */
  public List<String> segments() {
    return Paths.segments(head.path());
  }

  public Optional<String> header(String name) {
    return headers.first(name);
  }

  public Optional<String> parameter(String name) {
    return parameters.first(name);
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Returns the token of an {@code Authorization: Bearer} header. */
  public Optional<String> bearerToken() {
    return header("authorization")
        .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
        .map(value -> value.substring(7).strip());
  }
}
