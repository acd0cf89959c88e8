package io.trunkline.kernel.ratis;

import static org.awaitility.Awaitility.await;

import io.trunkline.kernel.Cluster;
import io.trunkline.kernel.Ledger;
import io.trunkline.kernel.LedgerEffects;
import io.trunkline.kernel.Member;
import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ShardStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.ratis.util.MemoizedSupplier;

/** Nodes in one process that keep a ledger together, on loopback ports, each behind a wire. */
final class LedgerCluster implements AutoCloseable {
  static final ShardId LEDGER = new ShardId("ledger");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** One node: its kernel and its replica of the ledger. */
  static final class Node {
    private final RatisKernelConfig config;
    private final Wire wire;
    private LedgerEffects effects;
    private RatisKernel kernel;
    private Shard<Ledger.Entry> ledger;

    private Node(RatisKernelConfig config) {
      this.config = config;
      this.wire = new Wire(config.peers().orElseThrow().raftPort());
    }

    /** Starts the node; returns once it serves the ledger. */
    void start() {
      effects = new LedgerEffects();
      kernel = new RatisKernel(config);
      ledger = kernel.open(LEDGER, new Ledger(), effects);
    }

    /** Ends the node without handing anything over. */
    void stop() {
      kernel.close();
    }

    /** Ends the node for good. */
    private void close() {
      stop();
      wire.close();
    }

    NodeId id() {
      return RatisKernel.nodeOf(config.dataDirectory()).orElseThrow();
    }

    Path dataDirectory() {
      return config.dataDirectory();
    }

    Wire wire() {
      return wire;
    }

    RatisKernel kernel() {
      return kernel;
    }

    Cluster cluster() {
      return kernel.cluster();
    }

    Shard<Ledger.Entry> ledger() {
      return ledger;
    }

    LedgerEffects effects() {
      return effects;
    }

    long add(String account, long amount) {
      return ledger.submit(new Ledger.Add(account, amount)).join();
    }

    NavigableMap<String, Long> balances() {
      return ledger.query(() -> Ledger.read(ledger.store())).join();
    }

    /** Returns once the node is known to lead the ledger; fails where it is not. */
    void confirmLeadership() {
      CompletableFuture<Void> confirmed = new CompletableFuture<>();
      ledger
          .execute(
              () ->
                  ledger.confirmLeadership().whenComplete((_, failure) -> end(confirmed, failure)))
          .exceptionally(
              failure -> {
                confirmed.completeExceptionally(failure);
                return null;
              });
      confirmed.join();
    }

    private static void end(CompletableFuture<Void> ended, Throwable failure) {
      if (failure == null) {
        ended.complete(null);
      } else {
        ended.completeExceptionally(failure);
      }
    }

    Optional<NodeId> leader() {
      return cluster().leader(LEDGER);
    }

    /** Returns who keeps the ledger in which role, as this node knows it. */
    List<NodeId> replicas(Member.Role role) {
      return cluster().shards().stream()
          .filter(shard -> shard.id().equals(LEDGER))
          .flatMap(shard -> shard.replicas().stream())
          .filter(replica -> replica.role() == role)
          .map(ShardStatus.Replica::node)
          .sorted()
          .toList();
    }

    /** Returns how many entries another node's replica of the ledger lacks; this node leads. */
    long lag(NodeId node) {
      return cluster().shards().stream()
          .filter(shard -> shard.id().equals(LEDGER))
          .flatMap(shard -> shard.replicas().stream())
          .filter(replica -> replica.node().equals(node))
          .mapToLong(replica -> replica.lag().orElseThrow())
          .sum();
    }

    /** Waits until as many nodes are members, all of them fully. */
    void awaitMembers(int count) {
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                List<Member> members = cluster().members();
                return members.size() == count
                    && members.stream().allMatch(member -> member.state() == Member.State.ACTIVE);
              });
    }
  }

  /** Made once: it takes a process. */
  private static final Supplier<PeerTls> TLS = MemoizedSupplier.valueOf(LedgerCluster::makeTls);

  private static PeerTls makeTls() {
    try {
      Path file = Files.createTempDirectory("peers").resolve("peers.p12");
      LoopbackTls.make("ledger", file);
      return LoopbackTls.read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final Path parent;
  private final PeerTls tls = TLS.get();
  private final List<Node> nodes = new CopyOnWriteArrayList<>();
  private final AtomicInteger made = new AtomicInteger();

  LedgerCluster(Path parent) {
    this.parent = parent;
  }

  /** Starts the first node. */
  Node found() {
    return start(config(freePort()));
  }

  /** Has a node join through another; returns once it serves. */
  Node join(Node through, Member.Role role) {
    return join(through, role, freePort());
  }

  /** Has a node with an empty directory join at the address of one that is stopped for good. */
  Node replace(Node dead, Node through) {
    dead.wire.close();
    return join(through, Member.Role.VOTER, dead.config.peers().orElseThrow().raftPort());
  }

  private Node join(Node through, Member.Role role, int port) {
    return join(through, role, config(port));
  }

  private Node join(Node through, Member.Role role, RatisKernelConfig config) {
    PeerSettings settings = config.peers().orElseThrow();
    Member member =
        through
            .cluster()
            .admit(
                new Cluster.Candidate(
                    settings.zone(),
                    settings.host(),
                    settings.raftPort(),
                    settings.relayPort(),
                    role,
                    Optional.empty(),
                    Optional.empty()))
            .toCompletableFuture()
            .join();
    return start(config.admittedAs(member.id()));
  }

  /** Has a node join that stands in a zone where others may stand, too. */
  Node joinIn(String zone, Node through) {
    return join(through, Member.Role.VOTER, config(freePort(), zone));
  }

  Node join(Node through) {
    return join(through, Member.Role.VOTER);
  }

  List<Node> nodes() {
    return List.copyOf(nodes);
  }

  /** Returns the node that leads the ledger, once one of them does. */
  Node leader(List<Node> among) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> among.stream().filter(node -> node.ledger().leads()).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private Node start(RatisKernelConfig config) {
    Node node = new Node(config);
    nodes.add(node);
    node.start();
    return node;
  }

  /** A node in a zone of its own. */
  private RatisKernelConfig config(int port) {
    return config(port, "zone-" + made.get());
  }

  /** Elections are slower than by default: three nodes share a machine that may be busy. */
  private RatisKernelConfig config(int port, String zone) {
    int number = made.getAndIncrement();
    return RatisKernelConfig.defaults(parent.resolve("node-" + number))
        .withTimeouts(PATIENCE, Duration.ofMillis(1_500))
        .withPeers(new PeerSettings(zone, Wire.HOST, "127.0.0.1", port, 0, tls));
  }

  /** A node that is down keeps its port: no outgoing connection takes one of these. */
  private static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(16_000, 32_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // another one has it
      }
    }
  }

  @Override
  public void close() {
    nodes.forEach(Node::close);
  }
}
