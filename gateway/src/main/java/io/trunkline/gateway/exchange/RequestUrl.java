package io.trunkline.gateway.exchange;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;

/**
 * A URL that policies can take apart: {@code IUrl}.
 *
 * @param path percent-encoded, starting with a slash
 * @param query decoded parameters
 */
public record RequestUrl(String scheme, String host, int port, String path, Headers query) {
  /** Reads a query as sent, without the question mark. */
  public static Headers parseQuery(String query) {
    Headers parameters = new Headers();
    for (String pair : query.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        parameters.add(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    return parameters;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  public RequestUrl withPath(String newPath) {
    return new RequestUrl(scheme, host, port, newPath, query);
  }

  public RequestUrl withQuery(Headers newQuery) {
    return new RequestUrl(scheme, host, port, path, newQuery);
  }

  /** Returns the query with its question mark, or an empty text. */
  public String queryString() {
    StringJoiner joiner = new StringJoiner("&", "?", "").setEmptyValue("");
    query
        .map()
        .forEach(
            (name, values) ->
                values.forEach(value -> joiner.add(encode(name) + "=" + encode(value))));
    return joiner.toString();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public String toString() {
    boolean usual =
        (scheme.equals("https") && port == 443) || (scheme.equals("http") && port == 80);
    return scheme + "://" + host + (usual ? "" : ":" + port) + path + queryString();
  }
}
