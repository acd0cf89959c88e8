package io.trunkline.gateway.catalog;

import java.util.List;
import java.util.Map;

/**
 * Where requests are forwarded to.
 *
 * @param id resource name, or empty for a plain URL
 * @param url base URL
 * @param headers headers added to each request
 * @param query query parameters added to each request
 */
public record Backend(
    String id, String url, Map<String, List<String>> headers, Map<String, List<String>> query) {
  /** Returns a backend that is nothing but a URL. */
  public static Backend url(String url) {
    return new Backend("", url, Map.of(), Map.of());
  }
}
