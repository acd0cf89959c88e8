package io.trunkline.broker.state;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.BrokerLimits;
import io.trunkline.broker.EntityKind;
import io.trunkline.broker.RuleDescription;
import io.trunkline.broker.RuleFilter;
import io.trunkline.broker.state.BrokerCommand.EntityPut;
import java.util.List;
import java.util.Locale;

/** Creates, changes and removes entities and rules. */
final class Definitions {
  private final Entities entities;
  private final Publisher publisher;
  private final BrokerLimits limits;

  Definitions(Entities entities, Publisher publisher, BrokerLimits limits) {
    this.entities = entities;
    this.publisher = publisher;
    this.limits = limits;
  }

  EntityPut put(BrokerCommand.PutEntity command, Step step) {
    EntityState entity = entities.find(command.path());
    if (entity == null) {
      entity = create(command, step);
    } else if (isOvertaken(command.revision(), entity)) {
      return new EntityPut(entity.id, false);
    } else {
      change(entity, command, step);
    }
    entity.revision = Math.max(entity.revision, command.revision());
    entity.usedAt = step.now();
    entities.put(entity);
    step.tables().putEntity(entity);
    step.touch(entity);
    step.context().emit(new BrokerEffect.Changed(entity.id));
    return new EntityPut(entity.id, entity.kind == EntityKind.SUBSCRIPTION && !entity.hadRules);
  }

  /** Who sends a command has read the resource before somebody else changed it. */
  private static boolean isOvertaken(long revision, EntityState entity) {
    return revision != 0 && revision < entity.revision;
  }

  private EntityState create(BrokerCommand.PutEntity command, Step step) {
    EntityState topic = null;
    if (command.kind() == EntityKind.SUBSCRIPTION) {
      topic = entities.require(command.path().topic().orElseThrow());
      if (topic.kind != EntityKind.TOPIC) {
        throw new BrokerException(BrokerError.NOT_ALLOWED, "'" + topic.path + "' is not a topic.");
      }
      topic.usedAt = step.now();
      step.touch(topic);
    }
    return new EntityState(
        step.context().sequence(),
        command.path(),
        command.kind(),
        topic,
        command.settings(),
        step.now());
  }

  private static void change(EntityState entity, BrokerCommand.PutEntity command, Step step) {
    if (entity.kind != command.kind()) {
      throw new BrokerException(
          BrokerError.ENTITY_ALREADY_EXISTS,
          "'%s' is a %s already."
              .formatted(entity.path, entity.kind.name().toLowerCase(Locale.ROOT)));
    }
    if (entity.settings.requiresSession() != command.settings().requiresSession()) {
      throw new BrokerException(
          BrokerError.NOT_ALLOWED, "RequiresSession of '" + entity.path + "' cannot be changed.");
    }
    if (!entity.settings.equals(command.settings())) {
      entity.settings = command.settings();
      entity.updatedAt = step.now();
    }
  }

  void remove(BrokerCommand.RemoveEntity command, Step step) {
    EntityState entity = entities.find(command.path());
    if (entity == null || isOvertaken(command.revision(), entity)) {
      return;
    }
    List.copyOf(entity.subscriptions.values()).forEach(child -> removeOne(child, step));
    removeOne(entity, step);
  }

  private void removeOne(EntityState entity, Step step) {
    for (MessageQueue queue : entity.queues()) {
      queue.messages().copy().forEach(entry -> publisher.remove(entity, queue, entry, step));
    }
    step.tables().deleteEntity(entity);
    entities.remove(entity);
    step.untouch(entity);
    step.context().cancelTimer(BrokerMachine.timerKey(entity.id));
    step.context().emit(new BrokerEffect.Removed(entity.id, entity.path));
  }

  void putRule(BrokerCommand.PutRule command, Step step) {
    EntityState entity = entities.require(command.subscription());
    String key = command.rule().name().toLowerCase(Locale.ROOT);
    CompiledRule existing = entity.rules.get(key);
    RuleDescription rule =
        new RuleDescription(
            command.rule().name(),
            command.rule().filter(),
            command.rule().action(),
            existing == null ? step.now() : existing.description().createdAt());
    CompiledRule compiled = CompiledRule.of(rule, limits);
    if (existing == null || isCorrelation(existing.description()) != isCorrelation(rule)) {
      requireRoom(entity, isCorrelation(rule));
    }
    entity.rules.put(key, compiled);
    step.tables().putRule(entity, rule);
    if (!entity.hadRules) {
      entity.hadRules = true;
      step.tables().putEntity(entity);
    }
    entity.usedAt = step.now();
    step.touch(entity);
  }

  private static boolean isCorrelation(RuleDescription rule) {
    return rule.filter() instanceof RuleFilter.Correlation;
  }

  /**
   * Filters of the two kinds have limits of their own ({@code reference/service-bus.md §11.13}).
   */
  private void requireRoom(EntityState subscription, boolean correlation) {
    EntityState topic = subscription.topic;
    if (topic == null) {
      throw new BrokerException(
          BrokerError.NOT_ALLOWED, "'" + subscription.path + "' is not a subscription.");
    }
    if (correlation
        ? topic.correlationFilters() >= limits.maxCorrelationFilters()
        : topic.sqlFilters() >= limits.maxSqlFilters()) {
      throw new BrokerException(
          BrokerError.QUOTA_EXCEEDED,
          "Topic '%s' may have %d SQL filters and %d correlation filters."
              .formatted(topic.path, limits.maxSqlFilters(), limits.maxCorrelationFilters()));
    }
  }

  void removeRule(BrokerCommand.RemoveRule command, Step step) {
    EntityState entity = entities.find(command.subscription());
    if (entity == null) {
      return;
    }
    String key = command.name().toLowerCase(Locale.ROOT);
    if (entity.rules.remove(key) != null) {
      step.tables().deleteRule(entity, command.name());
      entity.usedAt = step.now();
      step.touch(entity);
    }
  }
}
