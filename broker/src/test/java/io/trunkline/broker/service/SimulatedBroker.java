package io.trunkline.broker.service;

import io.trunkline.broker.BrokerLimits;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.NoTrace;
import io.trunkline.broker.effects.NamespaceLeader;
import io.trunkline.broker.effects.OutboxWork;
import io.trunkline.broker.state.BrokerCommand;
import io.trunkline.broker.state.BrokerMachine;
import io.trunkline.broker.state.NoListenerEvent;
import io.trunkline.kernel.Cluster;
import io.trunkline.kernel.Command;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.Kernel;
import io.trunkline.kernel.OutboxEntry;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardEffects;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.StateMachine;
import io.trunkline.kernel.simulation.SimulatedNode;
import io.trunkline.net.Endpoints;
import io.trunkline.net.tracing.Tracing;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A namespace on one node of a simulated cluster, in one life of that node. */
final class SimulatedBroker {
  static final ShardId SHARD = new ShardId("broker/orders-ns");

  private static final Tracing NO_TRACING = (_, _, _) -> new NoTrace();

  final SimulatedNode node;
  final NamespaceService namespace;
  final BrokerMachine machine;

  /** The number of this node's last leadership among those of all nodes. */
  int leadership;

  private final AtomicInteger leaderships;

  /**
   * @param leaderships counts the leaderships of all nodes
   */
  SimulatedBroker(SimulatedNode node, AtomicInteger leaderships) {
    this.node = node;
    this.leaderships = leaderships;
    BrokerLimits limits = BrokerLimits.defaults();
    IdSource ids = IdSource.seeded(node.cluster().simulation().random().nextLong());
    machine = new BrokerMachine(limits);
    NamespaceLeader leader =
        new NamespaceLeader(
            machine, limits, node.clock(), ids, node::wakeAt, NO_TRACING, new NoWork());
    var unused = node.open(SHARD, machine, new Counting(leader));
    BrokerEnvironment environment =
        new BrokerEnvironment(
            new NoKernel(),
            node.clock(),
            ids,
            node::wakeAt,
            NO_TRACING,
            Endpoints.local(0),
            (_, _) -> true,
            _ -> CompletableFuture.completedFuture(null),
            limits);
    namespace =
        new NamespaceService(
            BrokerHarness.NAMESPACE,
            environment,
            null,
            new SharedKeys(node.clock(), null),
            machine,
            leader,
            new LeaderThread(node.shard(SHARD)));
  }

  /**
   * Returns whether no other node has begun to lead since. What one that has been deposed has
   * locked before that may still be on its way to the client while another is done with it.
   */
  boolean isNewestLeader() {
    return leadership == leaderships.get();
  }

  Shard<BrokerCommand<?>> shard() {
    return node.shard(SHARD);
  }

  /** Passes everything on to the real effects. */
  private final class Counting implements ShardEffects<BrokerCommand<?>> {
    private final NamespaceLeader leader;

    Counting(NamespaceLeader leader) {
      this.leader = leader;
    }

    @Override
    public void restored() {
      leader.restored();
    }

    @Override
    public void applied(Object effect) {
      leader.applied(effect);
    }

    @Override
    public void leading(Shard<BrokerCommand<?>> shard) {
      leadership = leaderships.incrementAndGet();
      leader.leading(shard);
    }

    @Override
    public void following() {
      leader.following();
    }

    @Override
    public void committed(Object effect) {
      leader.committed(effect);
    }

    @Override
    public CompletionStage<? extends BrokerCommand<?>> deliver(OutboxEntry entry) {
      return leader.deliver(entry);
    }

    @Override
    public BrokerCommand<?> timerDue(String key) {
      return leader.timerDue(key);
    }
  }

  private static final class NoWork implements OutboxWork {
    @Override
    public CompletionStage<Void> raise(String id, NoListenerEvent event) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> deleteIdle(EntityPath path) {
      return CompletableFuture.completedFuture(null);
    }
  }

  /** The namespace is open already. */
  private static final class NoKernel implements Kernel {
    @Override
    public <C extends Command<?>> Shard<C> open(
        ShardId id, StateMachine<C> machine, ShardEffects<C> effects) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Cluster cluster() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
