package io.trunkline.kernel.ratis;

import io.trunkline.kernel.Cluster;
import io.trunkline.kernel.Member;
import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardEffects;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ShardUnavailableException;
import io.trunkline.kernel.cluster.ClusterCommand;
import io.trunkline.kernel.cluster.ClusterMachine;
import io.trunkline.kernel.cluster.ClusterService;
import io.trunkline.kernel.cluster.Placement;
import io.trunkline.kernel.runtime.ShardEnvironment;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.apache.ratis.protocol.RaftPeer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node that has peers or may have some one day: the shards begin where the cluster says. */
final class ClusterMembership implements Membership {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterMembership.class);

  private final NodeFile.Identity identity;
  private final Member self;
  private final RatisNode node;
  private final Duration openTimeout;
  private final ClusterService service;

  /** Whether what the node holds of the cluster's own shard can be read. */
  private final CompletableFuture<Void> readable = new CompletableFuture<>();

  ClusterMembership(
      NodeFile.Identity identity,
      PeerSettings settings,
      RatisNode node,
      RatisKernelConfig config,
      ShardEnvironment environment) {
    this.identity = identity;
    this.node = node;
    this.openTimeout = config.openTimeout();
    this.self =
        new Member(
            identity.name(),
            settings.zone(),
            settings.host(),
            settings.raftPort(),
            settings.relayPort(),
            Member.Role.VOTER,
            Member.State.JOINING);
    this.service =
        new ClusterService(
            self,
            new RatisGroups(node, config.electionTimeout()),
            node.leaders()::onChange,
            environment.ids(),
            environment.clock());
  }

  /**
   * Opens the shard in which the members stand, without waiting for it.
   *
   * @throws RuntimeException when the node was admitted to a cluster and cannot open its port
   */
  void start(
      BiFunction<ClusterMachine, ShardEffects<ClusterCommand<?>>, Shard<ClusterCommand<?>>> open) {
    if (identity.admitted()) {
      node.acceptPeers(); // the others come to a node that is new
    }
    Thread.ofVirtual()
        .name("open cluster")
        .start(
            () -> {
              try {
                service.opened(open.apply(service.machine(), new ShardEffects<>() {}));
              } catch (RuntimeException e) {
                LOG.error("The cluster's shard did not open; restart the node", e);
                service.failed(e);
                readable.completeExceptionally(e);
              }
            });
  }

  @Override
  public Cluster cluster() {
    return service;
  }

  @Override
  public List<RaftPeer> firstPeers(ShardId shard) {
    if (shard.equals(ClusterMachine.SHARD)) {
      return identity.admitted() ? List.of() : List.of(RatisGroups.peer(self));
    }
    Placement placement = placement(shard);
    List<NodeId> first = placement.first();
    if (!first.contains(identity.name())) {
      return List.of();
    }
    return service.members().stream()
        .filter(member -> first.contains(member.id()))
        .map(RatisGroups::peer)
        .toList();
  }

  private Placement placement(ShardId shard) {
    try {
      return service
          .placement(shard)
          .toCompletableFuture()
          .get(openTimeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw new ShardUnavailableException(
          "the cluster did not say within " + openTimeout + " where shard " + shard + " begins");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ShardUnavailableException("interrupted while shard " + shard + " was opened");
    }
  }

  @Override
  public void requireReadable() {
    try {
      readable.get(openTimeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw new ShardUnavailableException("the cluster's shard was not read within " + openTimeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ShardUnavailableException("interrupted while the cluster's shard was read");
    }
  }

  @Override
  public void started(RatisLog log) {
    if (log.shard().equals(ClusterMachine.SHARD)) {
      readable.complete(null);
    } else {
      service.ensureHost(log.shard(), log.isAlone());
    }
  }

  @Override
  public void close() {
    service.close();
  }
}
