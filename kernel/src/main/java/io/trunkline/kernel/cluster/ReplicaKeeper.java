package io.trunkline.kernel.cluster;

import io.trunkline.kernel.Member;
import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.ShardId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the shards that this node leads to what the cluster wants: adds and removes replicas,
 * spreads leaders, and reports what is. Every node does that for what it leads, so there is nobody
 * to wait for. It looks whenever the cluster changes and, while there are peers, now and then.
 */
final class ReplicaKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicaKeeper.class);

  /** How often to look while nodes come and go, and otherwise. */
  private static final Duration LOOK_SOON = Duration.ofMillis(500);

  private static final Duration LOOK_LATER = Duration.ofSeconds(2);

  /** How long a node that could not be reached is left alone. */
  private static final Duration AVOID_FOR = Duration.ofSeconds(1);

  /** How long nothing else must have happened before leaders are moved only to spread them. */
  static final Duration SETTLED_FOR = Duration.ofSeconds(10);

  private final NodeId self;
  private final ReplicaGroups groups;
  private final Supplier<ClusterView> view;
  private final Supplier<CompletionStage<ClusterView>> freshView;
  private final Function<ClusterCommand<?>, CompletionStage<?>> submit;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("replica-keeper").factory());
  private final AtomicBoolean woken = new AtomicBoolean();
  private final AtomicBoolean ticking = new AtomicBoolean();
  private final Set<ShardId> busy = new HashSet<>();
  private final Map<NodeId, Long> avoidedUntil = new HashMap<>();
  private final JoiningNodes joining = new JoiningNodes();
  private List<Member> lastMembers = List.of();
  private volatile long membersChangedAt;
  private boolean accepting;
  private boolean telling;
  private volatile boolean stopping;
  private volatile boolean givesAway;

  /**
   * @param view what is known here
   * @param freshView what everything committed until now has led to
   * @param submit submits a command to the cluster's shard
   */
  ReplicaKeeper(
      NodeId self,
      ReplicaGroups groups,
      Supplier<ClusterView> view,
      Supplier<CompletionStage<ClusterView>> freshView,
      Function<ClusterCommand<?>, CompletionStage<?>> submit) {
    this.self = self;
    this.groups = groups;
    this.view = view;
    this.freshView = freshView;
    this.submit = submit;
  }

  /** Has the keeper look soon; on any thread. */
  void wake() {
    if (woken.compareAndSet(false, true)) {
      run(this::look);
    }
  }

  /** This node is about to stop: tells the others. */
  void stopping() {
    stopping = true;
    wake();
  }

  /** Gives away what this node leads, and whatever comes back, until it stops. */
  void giveAway() {
    givesAway = true;
    wake();
  }

  /** Returns whether this node leads nothing that another could lead now; on any thread. */
  boolean hasGivenAway() {
    ClusterView now = view.get();
    return groups.shards().stream()
        .flatMap(shard -> groups.led(shard).stream())
        .allMatch(led -> heir(now, led).isEmpty());
  }

  private void run(Runnable task) {
    synchronized (thread) {
      if (!thread.isShutdown()) {
        thread.execute(task);
      }
    }
  }

  private void look() {
    woken.set(false);
    ClusterView now = view.get();
    List<Member> members = List.copyOf(now.members().values());
    if (!members.equals(lastMembers)) {
      lastMembers = members;
      membersChangedAt = System.nanoTime();
    }
    if (now.members().size() < 2) {
      return;
    }
    if (!accepting) {
      accepting = true;
      groups.acceptPeers().whenComplete((_, failure) -> run(() -> accepted(failure)));
    }
    if (now.member(self).isPresent() && !telling) {
      untold(now).ifPresent(this::tell);
    }
    for (ShardId shard : groups.shards()) {
      if (!busy.contains(shard)) {
        look(now, shard);
      }
    }
    if (groups.led(ClusterMachine.SHARD).isPresent()) {
      for (NodeId node : joining.quiet(now)) {
        var unused = submit.apply(new ClusterCommand.Quiet(node));
      }
    }
    if (ticking.compareAndSet(false, true)) {
      Duration wait = now.isSettled() && !givesAway ? LOOK_LATER : LOOK_SOON;
      CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS)
          .execute(
              () -> {
                ticking.set(false);
                wake();
              });
    }
  }

  /** What the others do not know yet of this node. */
  private Optional<ClusterCommand<?>> untold(ClusterView now) {
    boolean full = groups.isFull();
    if (full != now.full().contains(self)) {
      return Optional.of(new ClusterCommand.Space(self, full));
    }
    return stopping == now.stopping().contains(self)
        ? Optional.empty()
        : Optional.of(new ClusterCommand.Stopping(self, stopping));
  }

  private void tell(ClusterCommand<?> news) {
    telling = true;
    submit.apply(news).whenComplete((_, _) -> run(() -> telling = false));
  }

  private void accepted(@Nullable Throwable failure) {
    if (failure != null) {
      accepting = false;
      LOG.error("This node cannot be reached by its peers; it is tried again", failure);
    }
  }

  private void look(ClusterView now, ShardId shard) {
    Optional<Placement> placement = now.placement(shard);
    Optional<ReplicaGroups.Replicas> led = groups.led(shard);
    if (placement.isEmpty() || led.isEmpty()) {
      return;
    }
    ReplicaGroups.Replicas replicas = led.get();
    Optional<NodeId> heir = groups.isFull() || givesAway ? heir(now, replicas) : Optional.empty();
    if (heir.isPresent()) {
      start(shard, groups.transfer(shard, heir.get()));
      return;
    }
    if (!replicas.voters().equals(placement.get().voters())
        || !replicas.learners().equals(placement.get().learners())) {
      start(
          shard,
          submit.apply(new ClusterCommand.Report(shard, replicas.voters(), replicas.learners())));
      return;
    }
    Optional<Step> next = Step.next(placement.get(), replicas, self, avoided());
    if (next.isPresent()) {
      take(now, shard, replicas, next.get());
    } else if (!stopping && better(now, shard, replicas).isPresent()) {
      start(shard, spread(shard, replicas));
    }
  }

  /** A leader without room refuses commands, and one that stops refuses all: another one leads. */
  private Optional<NodeId> heir(ClusterView now, ReplicaGroups.Replicas replicas) {
    return replicas.able().stream()
        .filter(node -> !node.equals(self) && now.mayLead(node))
        .min(NodeId::compareTo);
  }

  /** Who may just have said that it stops must not get back what it has given away. */
  private CompletionStage<?> spread(ShardId shard, ReplicaGroups.Replicas replicas) {
    return freshView
        .get()
        .thenCompose(
            fresh ->
                better(fresh, shard, replicas)
                    .map(node -> groups.transfer(shard, node))
                    .orElseGet(() -> CompletableFuture.completedFuture(null)));
  }

  /**
   * Returns another node that should lead instead of this one. What an operator prefers is done at
   * once; leaders are spread once everything is quiet.
   */
  private Optional<NodeId> better(ClusterView now, ShardId shard, ReplicaGroups.Replicas replicas) {
    boolean quiet =
        now.isSettled()
            && replicas.ledFor().compareTo(SETTLED_FOR) > 0
            && System.nanoTime() - membersChangedAt > SETTLED_FOR.toNanos();
    Optional<NodeId> preferred =
        quiet
            ? now.preferredLeader(shard)
            : now.placement(shard).flatMap(Placement::preferredLeader);
    return preferred
        .filter(node -> !node.equals(self))
        .filter(replicas.able()::contains)
        .filter(now::mayLead);
  }

  private void take(ClusterView now, ShardId shard, ReplicaGroups.Replicas replicas, Step step) {
    switch (step) {
      case Step.HandOver handOver -> start(shard, groups.transfer(shard, handOver.to()));
      case Step.Change change -> {
        Set<NodeId> added = new HashSet<>(change.voters());
        added.addAll(change.learners());
        replicas.voters().forEach(added::remove);
        replicas.learners().forEach(added::remove);
        CompletionStage<Void> changed =
            groups.change(shard, members(now, change.voters()), members(now, change.learners()));
        start(shard, changed);
        changed.whenComplete(
            (_, failure) -> {
              if (failure != null) {
                run(() -> added.forEach(this::avoid));
              }
            });
      }
    }
  }

  /** A node that has left is still needed by name in order to be removed. */
  private static List<Member> members(ClusterView now, List<NodeId> nodes) {
    return nodes.stream().flatMap(node -> now.member(node).stream()).toList();
  }

  private void start(ShardId shard, CompletionStage<?> work) {
    busy.add(shard);
    work.whenComplete(
        (_, failure) -> {
          if (failure != null) {
            LOG.debug(
                "Shard {}: a change of its replicas failed; it is tried again", shard, failure);
          }
          run(
              () -> {
                busy.remove(shard);
                if (failure == null) {
                  wake();
                }
              });
        });
  }

  private void avoid(NodeId node) {
    avoidedUntil.put(node, System.nanoTime() + AVOID_FOR.toNanos());
  }

  private Set<NodeId> avoided() {
    long now = System.nanoTime();
    avoidedUntil.values().removeIf(until -> until - now < 0);
    return Set.copyOf(avoidedUntil.keySet());
  }

  @Override
  public void close() {
    synchronized (thread) {
      thread.shutdown();
    }
  }
}
