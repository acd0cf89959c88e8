package io.trunkline.net.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a relayed request carries beside itself. Only the inner door believes these fields; they are
 * taken out before a plane sees the request.
 */
final class RelayHeaders {
  private static final String PREFIX = "trunkline-relay-";

  /** The plane that claimed the request at the node that took it. */
  static final String PLANE = PREFIX + "plane";

  /** The shard whose leader is meant; a node that does not lead it refuses. */
  static final String SHARD = PREFIX + "shard";

  static final String SECURE = PREFIX + "secure";
  static final String PORT = PREFIX + "port";
  static final String CLIENT = PREFIX + "client";

  /** In a reply: the node does not lead the shard, and has done nothing. */
  static final String REFUSED = PREFIX + "refused";

  /** The status that goes with {@link #REFUSED}: misdirected request (RFC 9110 §15.5.20). */
  static final int MISDIRECTED = 421;

  /** Fields that mean one connection alone (RFC 9110 §7.6.1). */
  private static final Set<String> HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "expect",
          "host");

  private RelayHeaders() {}

  /** Copies what goes from end to end. */
  static void copy(MultiMap from, MultiMap to) {
    Set<String> hop = new HashSet<>(HOP);
    for (String connection : from.getAll("Connection")) {
      for (String name : connection.split(",", -1)) {
        hop.add(name.strip().toLowerCase(Locale.ROOT));
      }
    }
    for (Map.Entry<String, String> field : from) {
      String name = field.getKey().toLowerCase(Locale.ROOT);
      if (!hop.contains(name) && !name.startsWith(PREFIX)) {
        to.add(field.getKey(), field.getValue());
      }
    }
  }

  static void write(MultiMap to, RequestHead head, String plane, String shard, String client) {
    to.set(PLANE, plane);
    to.set(SHARD, shard);
    to.set(SECURE, Boolean.toString(head.secure()));
    to.set(PORT, Integer.toString(head.port()));
    to.set(CLIENT, client);
  }

  /** Returns the head as the first node saw it. */
  static RequestHead head(HttpServerRequest request, RequestHead seen) {
    return new RequestHead(
        seen.method(),
        seen.host(),
        request.headers().contains(PORT) ? Integer.parseInt(request.getHeader(PORT)) : seen.port(),
        seen.path(),
        seen.query(),
        Boolean.parseBoolean(request.getHeader(SECURE)),
        request.getHeader(CLIENT));
  }

  static void remove(HttpServerRequest request) {
    List.of(PLANE, SHARD, SECURE, PORT, CLIENT).forEach(request.headers()::remove);
  }
}
