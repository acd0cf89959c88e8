package io.trunkline.net.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A whole reply.
 *
 * @param status HTTP status code
 * @param headers header fields in order; a name may stand more than once
 * @param body the body; never changed
 */
@SuppressWarnings("ArrayRecordComponent") // a reply is never compared
public record HttpReply(int status, List<Map.Entry<String, String>> headers, byte[] body) {
  private static final byte[] EMPTY = {};

  public static HttpReply status(int status) {
    return new HttpReply(status, List.of(), EMPTY);
  }

  public static HttpReply json(int status, JsonNode body) {
    return status(status).withBody("application/json; charset=utf-8", Json.bytes(body));
  }

  public static HttpReply text(int status, String contentType, String body) {
    return status(status).withBody(contentType, body.getBytes(StandardCharsets.UTF_8));
  }

  public HttpReply withHeader(String name, String value) {
    List<Map.Entry<String, String>> more = new ArrayList<>(headers);
    more.add(Map.entry(name, value));
    return new HttpReply(status, List.copyOf(more), body);
  }

  public HttpReply withBody(String contentType, byte[] content) {
    return new HttpReply(status, headers, content).withHeader("Content-Type", contentType);
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
