package io.trunkline.kernel.ratis;

import io.trunkline.kernel.Cluster;
import io.trunkline.kernel.Ledger;
import io.trunkline.kernel.LedgerEffects;
import io.trunkline.kernel.Member;
import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Nodes in one process that keep a ledger together, on loopback ports. */
final class LedgerCluster implements AutoCloseable {
  static final ShardId LEDGER = new ShardId("ledger");

  /** One node: its kernel and its replica of the ledger. */
  final class Node {
    private final Path directory;
    private final RatisKernelConfig config;
    final LedgerEffects effects = new LedgerEffects();
    private RatisKernel kernel;
    private Shard<Ledger.Entry> ledger;

    private Node(RatisKernelConfig config) {
      this.config = config;
      this.directory = config.dataDirectory();
    }

    private void start() {
      kernel = new RatisKernel(config);
      ledger = kernel.open(LEDGER, new Ledger(), effects);
    }

    NodeId id() {
      return RatisKernel.nodeOf(directory).orElseThrow();
    }

    Cluster cluster() {
      return kernel.cluster();
    }

    RatisKernel kernel() {
      return kernel;
    }

    Shard<Ledger.Entry> ledger() {
      return ledger;
    }

    long add(String account, long amount) {
      return ledger.submit(new Ledger.Add(account, amount)).join();
    }

    NavigableMap<String, Long> balances() {
      return ledger.query(() -> Ledger.read(ledger.store())).join();
    }

    /** Ends the node without handing anything over. */
    void stop() {
      kernel.close();
    }

    void restart() {
      start();
    }
  }

  private final Path parent;
  private final String name;
  private final Map<Path, Node> nodes = new LinkedHashMap<>();

  LedgerCluster(Path parent, String name) {
    this.parent = parent;
    this.name = name;
  }

  /** Starts the first node. */
  Node found() {
    Node node = new Node(config("zone-0", freePort()));
    nodes.put(node.directory, node);
    node.start();
    return node;
  }

  /** Has a node join through another; returns once it serves. */
  Node join(Node through, String zone, Member.Role role) {
    int port = freePort();
    RatisKernelConfig config = config(zone, port);
    Member member =
        through
            .cluster()
            .admit(new Cluster.Candidate(zone, "127.0.0.1", port, 0, role, Optional.empty()))
            .toCompletableFuture()
            .join();
    Node node = new Node(config.admittedAs(member.id()));
    nodes.put(node.directory, node);
    node.start();
    return node;
  }

  Node join(Node through) {
    return join(through, "zone-" + nodes.size(), Member.Role.VOTER);
  }

  /** Starts three nodes at once, the second and third while the first serves. */
  static LedgerCluster ofThree(Path parent, String name) {
    LedgerCluster cluster = new LedgerCluster(parent, name);
    Node first = cluster.found();
    List<CompletableFuture<Node>> joining = new ArrayList<>();
    joining.add(CompletableFuture.supplyAsync(() -> cluster.join(first)));
    joining.forEach(CompletableFuture::join);
    cluster.join(first);
    return cluster;
  }

  List<Node> nodes() {
    return List.copyOf(nodes.values());
  }

  private RatisKernelConfig config(String zone, int port) {
    return RatisKernelConfig.defaults(parent.resolve("node-" + nodes.size()))
        .withPeers(
            new PeerSettings(zone, "127.0.0.1", "127.0.0.1", port, 0, PeerCertificates.of(name)));
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    nodes.values().forEach(node -> node.kernel.close());
  }
}
