package io.trunkline.broker.effects;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.BrokerLimits;
import io.trunkline.broker.EntityDescription;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.SubQueue;
import io.trunkline.broker.state.BrokerCommand;
import io.trunkline.broker.state.BrokerEffect;
import io.trunkline.broker.state.BrokerMachine;
import io.trunkline.broker.state.Catalog;
import io.trunkline.broker.state.MessageQueue;
import io.trunkline.broker.state.NoListenerEvent;
import io.trunkline.broker.state.QueueId;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.OutboxEntry;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardEffects;
import io.trunkline.net.tracing.Tracing;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The effects of a namespace's shard: one dispatcher per queue that somebody is interested in. */
public final class NamespaceLeader implements ShardEffects<BrokerCommand<?>> {
  private final BrokerMachine machine;
  private final BrokerLimits limits;
  private final InstantSource clock;
  private final IdSource ids;
  private final Waker waker;
  private final Tracing tracing;
  private final OutboxWork outboxWork;
  private final Map<QueueId, QueueDispatcher> dispatchers = new HashMap<>();
  private final List<Consumer<EntityPath>> removalListeners = new CopyOnWriteArrayList<>();
  private final List<Runnable> deposalListeners = new CopyOnWriteArrayList<>();
  private @Nullable LeaderContext context;
  private @Nullable ListenerWatch watch;

  public NamespaceLeader(
      BrokerMachine machine,
      BrokerLimits limits,
      InstantSource clock,
      IdSource ids,
      Waker waker,
      Tracing tracing,
      OutboxWork outboxWork) {
    this.machine = machine;
    this.limits = limits;
    this.clock = clock;
    this.ids = ids;
    this.waker = waker;
    this.tracing = tracing;
    this.outboxWork = outboxWork;
  }

  @Override
  public void leading(Shard<BrokerCommand<?>> shard) {
    Deadlines deadlines =
        new Deadlines(
            clock,
            waker,
            task -> {
              var unused = shard.execute(task);
            });
    context =
        new LeaderContext(
            shard, machine, clock, ids, new LockTokenSource(ids), deadlines, limits, tracing);
    watch = new ListenerWatch(context, this::hasListener);
    watch.checkAll();
  }

  @Override
  public void following() {
    deposalListeners.forEach(Runnable::run);
    BrokerException reason =
        new BrokerException(BrokerError.SERVER_BUSY, "This node no longer leads the namespace.");
    dispatchers.values().forEach(dispatcher -> dispatcher.end(reason));
    dispatchers.clear();
    machine.queues().forEach(MessageQueue::forgetTaken);
    if (context != null) {
      context.deadlines().clear();
      context = null;
      watch = null;
    }
  }

  @Override
  public void committed(Object effect) {
    if (context == null || watch == null) {
      return;
    }
    switch ((BrokerEffect) effect) {
      case BrokerEffect.Arrived(QueueId queue, boolean first, String traceparent) -> {
        watch.arrived(queue, first, traceparent);
        QueueDispatcher dispatcher = dispatchers.get(queue);
        if (dispatcher != null) {
          dispatcher.dispatch();
        }
      }
      case BrokerEffect.Changed(long entity) -> forEachOf(entity, QueueDispatcher::settingsChanged);
      case BrokerEffect.Removed(long entity, EntityPath path) -> {
        BrokerException reason =
            new BrokerException(
                BrokerError.ENTITY_NOT_FOUND,
                "The messaging entity '" + path + "' could not be found: it was deleted.");
        forEachOf(entity, dispatcher -> dispatcher.end(reason));
        dispatchers.keySet().removeIf(queue -> queue.entity() == entity);
        removalListeners.forEach(listener -> listener.accept(path));
      }
    }
  }

  private void forEachOf(long entity, Consumer<QueueDispatcher> action) {
    for (SubQueue subQueue : SubQueue.values()) {
      QueueDispatcher dispatcher = dispatchers.get(new QueueId(entity, subQueue));
      if (dispatcher != null) {
        action.accept(dispatcher);
      }
    }
  }

  @Override
  public CompletionStage<? extends BrokerCommand<?>> deliver(OutboxEntry entry) {
    CompletionStage<Void> work =
        switch (entry.kind()) {
          case BrokerMachine.EVENT ->
              outboxWork.raise(entry.id(), NoListenerEvent.decode(entry.payload()));
          case BrokerMachine.DELETE_IDLE ->
              outboxWork.deleteIdle(
                  EntityPath.parse(new String(entry.payload(), StandardCharsets.UTF_8)));
          default -> throw new IllegalStateException("unknown outbox entry: " + entry.kind());
        };
    return work.thenApply(_ -> new BrokerCommand.Finish(entry.id()));
  }

  @Override
  public BrokerCommand<?> timerDue(String key) {
    if (key.equals(BrokerMachine.UPLOADS)) {
      return new BrokerCommand.SweepUploads();
    }
    long entity = BrokerMachine.entityOfTimer(key);
    QueueDispatcher dispatcher = dispatchers.get(QueueId.main(entity));
    return new BrokerCommand.Wake(
        entity, dispatcher == null ? List.of() : dispatcher.lockedNumbers(), usedAt(entity));
  }

  /** Returns when somebody last received from an entity, in milliseconds since the epoch. */
  public long usedAt(long entity) {
    long usedAt = 0;
    for (SubQueue subQueue : SubQueue.values()) {
      QueueDispatcher dispatcher = dispatchers.get(new QueueId(entity, subQueue));
      if (dispatcher != null) {
        usedAt = Math.max(usedAt, dispatcher.usedAt());
      }
    }
    return usedAt;
  }

  private boolean hasListener(QueueId queue) {
    QueueDispatcher dispatcher = dispatchers.get(queue);
    return dispatcher != null && dispatcher.hasListener();
  }

  /** Calls {@code listener} on the shard's thread with each entity that was removed. */
  public void onRemoved(Consumer<EntityPath> listener) {
    removalListeners.add(listener);
  }

  /**
   * Calls {@code listener} on the shard's thread whenever this node ceases to lead the namespace,
   * before its deliveries end; returns what takes the listener away again.
   */
  public Runnable onDeposed(Runnable listener) {
    deposalListeners.add(listener);
    return () -> deposalListeners.remove(listener);
  }

  /**
   * Runs a task once, not before a time, on the shard's thread; lost when this node stops leading.
   *
   * @param at milliseconds since the epoch
   */
  public void at(long at, Runnable task) {
    requireLeading().deadlines().at(at, task);
  }

  /**
   * Returns the dispatcher of a queue; only on the shard's thread.
   *
   * @throws BrokerException {@code ENTITY_NOT_FOUND}, or {@code SERVER_BUSY} where this node does
   *     not lead
   */
  public QueueDispatcher dispatcher(EntityPath path) {
    LeaderContext leading = requireLeading();
    Catalog.Entry entity =
        machine
            .catalog()
            .find(path)
            .orElseThrow(
                () ->
                    new BrokerException(
                        BrokerError.ENTITY_NOT_FOUND,
                        "The messaging entity '" + path + "' could not be found."));
    QueueId id = new QueueId(entity.id(), path.subQueue());
    return dispatchers.computeIfAbsent(
        id, _ -> new QueueDispatcher(leading, machine.queue(id), () -> description(entity)));
  }

  private EntityDescription description(Catalog.Entry known) {
    return machine
        .catalog()
        .find(known.description().path())
        .map(Catalog.Entry::description)
        .orElse(known.description());
  }

  private LeaderContext requireLeading() {
    if (context == null) {
      throw new BrokerException(
          BrokerError.SERVER_BUSY, "This node does not lead the namespace; try again.");
    }
    return context;
  }
}
