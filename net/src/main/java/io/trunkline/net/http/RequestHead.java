package io.trunkline.net.http;

import java.util.Locale;

/**
 * What tells whose a request is.
 *
 * @param method upper-case, for example {@code GET}
 * @param host host name without port, lower-case; empty where the client sent none
 * @param port port of the listener that took the request
 * @param path path as sent, still percent-encoded, starting with {@code /}
 * @param query query as sent without the {@code ?}, or empty
 * @param secure whether it came over TLS
 * @param client the client's IP address in text form; empty where it is not known
 */
public record RequestHead(
    String method,
    String host,
    int port,
    String path,
    String query,
    boolean secure,
    String client) {

  public RequestHead {
    host = host.toLowerCase(Locale.ROOT);
  }

  /** A head without the client's address. */
  public RequestHead(
      String method, String host, int port, String path, String query, boolean secure) {
    this(method, host, port, path, query, secure, "");
  }

  /** Returns the first label of the host name, for example {@code orders} of {@code orders.x.y}. */
  public String firstLabel() {
    int dot = host.indexOf('.');
    return dot < 0 ? host : host.substring(0, dot);
  }

  /** Returns whether the path is {@code prefix} or continues it after a slash, ignoring case. */
  public boolean under(String prefix) {
    return path.regionMatches(true, 0, prefix, 0, prefix.length())
        && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
  }

  /** Returns segment {@code index} of the path (0 is the first), percent-encoded, or empty. */
  public String segment(int index) {
    int start = 1;
    for (int i = 0; i < index; i++) {
      int slash = path.indexOf('/', start);
      if (slash < 0) {
        return "";
      }
      start = slash + 1;
    }
    int end = path.indexOf('/', start);
    return start > path.length() ? "" : path.substring(start, end < 0 ? path.length() : end);
  }
}
