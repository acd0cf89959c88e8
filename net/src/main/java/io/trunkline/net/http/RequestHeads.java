package io.trunkline.net.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.HexFormat;
import java.util.Optional;

/** Makes the head of a request from what Vert.x has read. */
final class RequestHeads {
  private RequestHeads() {}

  /** Returns the head, or empty when the path is none or has a broken escape. */
  static Optional<RequestHead> of(HttpServerRequest request, int port, boolean secure) {
    String path = request.path();
    if (path == null || !path.startsWith("/") || !escapesAreWhole(path)) {
      return Optional.empty();
    }
    HostAndPort authority = request.authority();
    String query = request.query();
    return Optional.of(
        new RequestHead(
            request.method().name(),
            authority == null ? "" : authority.host(),
            port,
            path,
            query == null ? "" : query,
            secure,
            request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress()));
  }

  private static boolean escapesAreWhole(String path) {
    for (int i = path.indexOf('%'); i >= 0; i = path.indexOf('%', i + 1)) {
      if (i + 2 >= path.length()
          || !HexFormat.isHexDigit(path.charAt(i + 1))
          || !HexFormat.isHexDigit(path.charAt(i + 2))) {
        return false;
      }
    }
    return true;
  }
}
