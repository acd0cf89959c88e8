package io.trunkline.resources.effects;

import io.trunkline.kernel.OutboxEntry;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardEffects;
import io.trunkline.kernel.ShardUnavailableException;
import io.trunkline.resources.service.Leadership;
import io.trunkline.resources.service.Operations;
import io.trunkline.resources.service.Tree;
import io.trunkline.resources.service.Watchers;
import io.trunkline.resources.state.ControlCommand;
import io.trunkline.resources.state.Notice;
import io.trunkline.resources.state.Work;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The control shard's effects: on every node what it keeps in memory follows the tree; on the
 * leader the work of the outbox goes to virtual threads.
 */
public final class ControlEffects implements ShardEffects<ControlCommand<?>> {
  /** Runs a deployment from its beginning and returns how it ended. */
  @FunctionalInterface
  public interface DeploymentRunner {
    /** Blocks; throws only where it is to be tried again. */
    ControlCommand<?> run(String id, String operation);
  }

  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Tree tree;
  private final Adoptions adoptions;
  private final Leadership leadership;
  private final Provisioner provisioner;
  private final Operations operations;
  private final Watchers watchers;
  private final DeploymentRunner deployments;
  private final CompletableFuture<Void> rooms = new CompletableFuture<>();
  private volatile CompletableFuture<Void> started = new CompletableFuture<>();

  public ControlEffects(
      Tree tree,
      Adoptions adoptions,
      Leadership leadership,
      Provisioner provisioner,
      Operations operations,
      Watchers watchers,
      DeploymentRunner deployments) {
    this.tree = tree;
    this.adoptions = adoptions;
    this.leadership = leadership;
    this.provisioner = provisioner;
    this.operations = operations;
    this.watchers = watchers;
    this.deployments = deployments;
  }

  /** Says that the rooms are open: from now on their resources can be provisioned. */
  public void roomsAreOpen() {
    adoptions.roomsAreOpen();
    rooms.complete(null);
  }

  /**
   * Completes once every resource has been provisioned since this node leads; fails with {@link
   * ShardUnavailableException} when it ceases to lead before.
   */
  public CompletableFuture<Void> started() {
    return started;
  }

  @Override
  public void restored() {
    adoptions.restored();
  }

  @Override
  public void applied(Object effect) {
    switch ((Notice) effect) {
      case Notice.Changed changed -> {
        adoptions.applied(changed.change());
        watchers.tell(changed.change());
      }
      case Notice.Ended ended -> operations.ended(ended);
    }
  }

  @Override
  public void leading(Shard<ControlCommand<?>> leading) {
    leadership.set(true);
    tree.attachFirst(leading);
    CompletableFuture<Void> provisioned = started;
    var unused =
        rooms.thenRun(
            () -> {
              var ignored =
                  onVirtualThread(
                      () -> {
                        provisionAll(leading);
                        return null;
                      },
                      provisioned);
            });
  }

  /** A room whose shard has no leader yet is asked again, for as long as this node leads. */
  private void provisionAll(Shard<ControlCommand<?>> leading) {
    while (true) {
      leadership.require();
      try {
        provisioner.provisionAll(leading);
        return;
      } catch (CompletionException e) {
        if (!(e.getCause() instanceof ShardUnavailableException)) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  @Override
  public void following() {
    leadership.set(false);
    CompletableFuture<Void> former = started;
    started = new CompletableFuture<>();
    former.completeExceptionally(
        new ShardUnavailableException("This node no longer leads the control shard."));
  }

  @Override
  public CompletionStage<ControlCommand<?>> deliver(OutboxEntry entry) {
    Work work = Work.decode(entry.payload());
    Supplier<ControlCommand<?>> task =
        switch (entry.kind()) {
          case Work.PROVISION -> () -> provisioner.provision(work, entry.id());
          case Work.REMOVE -> () -> provisioner.remove(work, entry.id());
          case Work.DEPLOY -> () -> deployments.run(work.id(), entry.id());
          default -> throw new IllegalArgumentException("unknown work: " + entry.kind());
        };
    // What was left over from before a restart comes after everything that was finished by then.
    // Work that somebody here waits for does not: it may come from a type's own provisioning.
    CompletableFuture<Void> gate =
        operations.expected(entry.id()) ? CompletableFuture.completedFuture(null) : started;
    return gate.thenCompose(ready -> onVirtualThread(task, new CompletableFuture<>()));
  }

  private static <T> CompletableFuture<T> onVirtualThread(
      Supplier<? extends T> task, CompletableFuture<T> result) {
    Thread.ofVirtual()
        .name("control-effect")
        .start(
            () -> {
              try {
                result.complete(task.get());
              } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }
}
