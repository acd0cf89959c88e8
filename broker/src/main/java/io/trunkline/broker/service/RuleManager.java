package io.trunkline.broker.service;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.BrokerLimits;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.RuleDescription;
import io.trunkline.broker.filter.MessageAction;
import io.trunkline.broker.filter.MessageFilter;
import io.trunkline.broker.state.BrokerCommand;
import io.trunkline.broker.state.BrokerMachine;
import io.trunkline.resources.ResourceId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Manages a subscription's rules: they are resources, so changes go through the tree. */
final class RuleManager implements SubscriptionRules {
  private static final Executor VIRTUAL = task -> Thread.ofVirtual().start(task);

  private final LeaderThread leader;
  private final BrokerMachine machine;
  private final BrokerLimits limits;
  private final EntityStore store;
  private final EntityPath subscription;
  private final long entity;
  private final ResourceId id;

  RuleManager(
      LeaderThread leader,
      BrokerMachine machine,
      BrokerLimits limits,
      EntityStore store,
      EntityPath subscription,
      long entity,
      ResourceId id) {
    this.leader = leader;
    this.machine = machine;
    this.limits = limits;
    this.store = store;
    this.subscription = subscription;
    this.entity = entity;
    this.id = id;
  }

  @Override
  public CompletableFuture<Void> add(RuleDescription rule) {
    return put(
        rule,
        rules -> {
          if (rules.stream().anyMatch(known -> isNamed(known, rule.name()))) {
            throw new BrokerException(
                BrokerError.ENTITY_ALREADY_EXISTS,
                "Rule '%s' of '%s' exists already.".formatted(rule.name(), subscription));
          }
        });
  }

  @Override
  public CompletableFuture<Void> replace(RuleDescription rule) {
    return put(
        rule,
        rules -> {
          if (rules.stream().noneMatch(known -> isNamed(known, rule.name()))) {
            throw notFound(rule.name());
          }
        });
  }

  private BrokerException notFound(String name) {
    return new BrokerException(
        BrokerError.RULE_NOT_FOUND,
        "The rule '%s' of '%s' could not be found.".formatted(name, subscription));
  }

  /**
   * @param check throws what the rules that there are have against it
   */
  private CompletableFuture<Void> put(RuleDescription rule, Consumer<List<RuleDescription>> check) {
    try {
      var unusedFilter = MessageFilter.compile(rule.filter(), limits);
      if (rule.action() != null) {
        MessageAction.check(rule.action(), limits);
      }
    } catch (BrokerException e) {
      return CompletableFuture.failedFuture(e);
    }
    return LeaderThread.relay(
        list()
            .thenAcceptAsync(
                rules -> {
                  check.accept(rules);
                  store.putRule(id.child("rules", rule.name()), rule);
                },
                VIRTUAL),
        new CompletableFuture<>());
  }

  private static boolean isNamed(RuleDescription rule, String name) {
    return rule.name().equalsIgnoreCase(name);
  }

  @Override
  public CompletableFuture<Void> remove(String name) {
    return LeaderThread.relay(
        list()
            .thenAcceptAsync(
                rules -> {
                  boolean stored = store.delete(id.child("rules", name));
                  boolean known = rules.stream().anyMatch(rule -> isNamed(rule, name));
                  if (!stored && !known) {
                    throw notFound(name);
                  }
                  if (!stored) {
                    leader.submit(new BrokerCommand.RemoveRule(subscription, name)).join();
                  }
                },
                VIRTUAL),
        new CompletableFuture<>());
  }

  @Override
  public CompletableFuture<List<RuleDescription>> list() {
    return leader.query(() -> machine.rules(entity));
  }
}
