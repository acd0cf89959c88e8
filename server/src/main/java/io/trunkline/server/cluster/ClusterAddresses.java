package io.trunkline.server.cluster;

import io.trunkline.kernel.Cluster;
import io.trunkline.kernel.Member;
import io.trunkline.net.Endpoints;
import io.trunkline.net.http.OwnAddresses;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The public addresses of all nodes. An address that one node has handed out (a callback URL, an
 * audience) is good at every node, also when the node that it names is down.
 */
public final class ClusterAddresses implements OwnAddresses {
  private final Cluster cluster;
  private final Endpoints own;
  private final String bindAddress;

  /**
   * @param bindAddress where this node's own doors listen
   */
  public ClusterAddresses(Cluster cluster, Endpoints own, String bindAddress) {
    this.cluster = cluster;
    this.own = own;
    this.bindAddress =
        bindAddress.equals("0.0.0.0") || bindAddress.equals("::") ? "127.0.0.1" : bindAddress;
  }

  /** Returns the bases of every node's HTTPS door, this one's among them. */
  public Set<String> bases() {
    Set<String> bases = new HashSet<>(Set.of(own.httpsBase()));
    for (Member member : others()) {
      int port = Ports.of(member).https();
      bases.add(base(own.host(), port));
      bases.add(base(member.host(), port));
    }
    return bases;
  }

  private static String base(String host, int port) {
    return "https://" + host + (port == 443 ? "" : ":" + port);
  }

  @Override
  public void localize(RequestOptions options) {
    String host = options.getHost().toLowerCase(Locale.ROOT);
    for (Member member : others()) {
      Endpoints at = Ports.of(member);
      int port = options.getPort();
      boolean its =
          (port == at.https() || port == at.http())
              && (names(host, own.host()) || names(host, member.host()));
      if (its) {
        options.setSsl(false).setServer(SocketAddress.inetSocketAddress(own.http(), bindAddress));
        return;
      }
    }
  }

  private List<Member> others() {
    return cluster.members().stream()
        .filter(member -> !member.id().equals(cluster.self()) && member.relayPort() > 0)
        .toList();
  }

  /** Returns whether {@code host} is a name or one below it, as those of services are. */
  private static boolean names(String host, String name) {
    return host.equals(name) || host.endsWith("." + name);
  }
}
