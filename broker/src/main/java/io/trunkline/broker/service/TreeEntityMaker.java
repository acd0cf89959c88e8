package io.trunkline.broker.service;

import io.trunkline.broker.BrokerLimits;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.RuleDescription;
import io.trunkline.broker.RuleFilter;
import io.trunkline.broker.filter.Selector;
import io.trunkline.broker.state.BrokerMachine;
import io.trunkline.broker.state.Catalog;
import io.trunkline.resources.ResourceId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Makes entities through the resource tree, so that every plane sees them. */
final class TreeEntityMaker implements EntityMaker {
  private static final Executor VIRTUAL = task -> Thread.ofVirtual().start(task);

  private final ResourceId namespace;
  private final BrokerMachine machine;
  private final LeaderThread leader;
  private final BrokerLimits limits;
  private final EntityStore store;

  TreeEntityMaker(
      ResourceId namespace,
      BrokerMachine machine,
      LeaderThread leader,
      BrokerLimits limits,
      EntityStore store) {
    this.namespace = namespace;
    this.machine = machine;
    this.leader = leader;
    this.limits = limits;
    this.store = store;
  }

  @Override
  public CompletableFuture<Void> queue(EntityPath path, Optional<Duration> deleteOnIdle) {
    return make(path, "queues", deleteOnIdle);
  }

  @Override
  public CompletableFuture<Void> topic(EntityPath path, Optional<Duration> deleteOnIdle) {
    return make(path, "topics", deleteOnIdle);
  }

  private CompletableFuture<Void> make(
      EntityPath path, String kind, Optional<Duration> deleteOnIdle) {
    return run(
        () -> {
          if (machine.catalog().find(path).isEmpty()) {
            store.putEntity(
                namespace.child(kind, EntityNames.toResourceName(path.entity())), deleteOnIdle);
          }
        });
  }

  @Override
  public CompletableFuture<Void> subscription(
      EntityPath path, @Nullable String selector, Optional<Duration> deleteOnIdle) {
    RuleFilter filter =
        selector == null ? new RuleFilter.True() : Selector.filter(selector, limits);
    ResourceId id = NamespaceService.idOf(namespace, path, machine.catalog());
    return run(
        () -> {
          Optional<Catalog.Entry> known = machine.catalog().find(path);
          if (known.isPresent() && !selects(known.get().id(), filter)) {
            store.delete(id);
            known = Optional.empty();
          }
          if (known.isEmpty()) {
            store.putSubscription(
                id,
                new RuleDescription(RuleDescription.DEFAULT_NAME, filter, null, 0),
                deleteOnIdle);
          }
        });
  }

  private boolean selects(long subscription, RuleFilter filter) {
    List<RuleDescription> rules = Waiting.on(leader.query(() -> machine.rules(subscription)));
    return rules.size() == 1 && rules.getFirst().filter().equals(filter);
  }

  @Override
  public CompletableFuture<Void> delete(EntityPath path) {
    ResourceId id = NamespaceService.idOf(namespace, path, machine.catalog());
    return run(
        () -> {
          var unused = store.delete(id);
        });
  }

  private static CompletableFuture<Void> run(Runnable work) {
    return LeaderThread.relay(CompletableFuture.runAsync(work, VIRTUAL), new CompletableFuture<>());
  }
}
