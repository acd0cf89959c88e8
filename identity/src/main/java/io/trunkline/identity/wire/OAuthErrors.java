package io.trunkline.identity.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.identity.service.OAuthException;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Errors in the shape that MSAL reads ({@code reference/identity.md §3.4}). */
final class OAuthErrors {
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int MAX_CORRELATION = 64;

  private OAuthErrors() {}

  static HttpReply reply(OAuthException failure, HttpCall call, InstantSource clock) {
    String trace = guid(call.trace().context().traceId());
    String correlation =
        call.header("client-request-id").filter(OAuthErrors::isPlain).orElse(trace);
    String timestamp = TIMESTAMP.format(clock.instant());
    ObjectNode body = Json.object();
    body.put("error", failure.error());
    body.put(
        "error_description",
        "%s Trace ID: %s Correlation ID: %s Timestamp: %s"
            .formatted(failure.getMessage(), trace, correlation, timestamp));
    body.putArray("error_codes").add(failure.code());
    body.put("timestamp", timestamp);
    body.put("trace_id", trace);
    body.put("correlation_id", correlation);
    return HttpReply.json(failure.status(), body).withHeader("Cache-Control", "no-store");
  }

  static HttpReply notFound() {
    return plain(404, "not_found", "There is nothing at this address.");
  }

  /** Returns the refusal of every flow that needs somebody to sign in. */
  static HttpReply noUsers() {
    return plain(
        400,
        "unsupported_response_type",
        "This tenant has no users to sign in: use client credentials or a managed identity.");
  }

  static HttpReply methodNotAllowed(String allowed) {
    return plain(405, "invalid_request", "Only " + allowed + " is possible here.")
        .withHeader("Allow", allowed);
  }

  /** Returns an error without a number, as the managed identity endpoints give. */
  static HttpReply plain(int status, String error, String description) {
    ObjectNode body = Json.object();
    body.put("error", error);
    body.put("error_description", description);
    return HttpReply.json(status, body);
  }

  private static boolean isPlain(String id) {
    return id.length() <= MAX_CORRELATION
        && id.chars().allMatch(c -> (Character.isLetterOrDigit(c) && c < 128) || c == '-');
  }

  private static String guid(String traceId) {
    return String.join(
        "-",
        traceId.substring(0, 8),
        traceId.substring(8, 12),
        traceId.substring(12, 16),
        traceId.substring(16, 20),
        traceId.substring(20));
  }
}
