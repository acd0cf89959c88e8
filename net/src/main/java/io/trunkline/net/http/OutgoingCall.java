package io.trunkline.net.http;

import io.trunkline.net.tracing.TraceContext;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request to be sent.
 *
 * @param method upper-case
 * @param uri absolute, {@code http} or {@code https}
 * @param headers header fields; {@code Host}, {@code Content-Length} and {@code traceparent} are
 *     added
 * @param body the body, empty for none
 * @param timeout for the whole exchange
 * @param maxReplyBytes a larger reply fails the call
 * @param trace sent on as {@code traceparent}, or null for none
 * @param certificate shown to the server during the TLS handshake, or null for none
 */
@SuppressWarnings("ArrayRecordComponent") // a request is never compared
public record OutgoingCall(
    String method,
    URI uri,
    Fields headers,
    byte[] body,
    Duration timeout,
    int maxReplyBytes,
    @Nullable TraceContext trace,
    @Nullable ClientCertificate certificate) {

  /** A call without a client certificate. */
  public OutgoingCall(
      String method,
      URI uri,
      Fields headers,
      byte[] body,
      Duration timeout,
      int maxReplyBytes,
      @Nullable TraceContext trace) {
    this(method, uri, headers, body, timeout, maxReplyBytes, trace, null);
  }
}
