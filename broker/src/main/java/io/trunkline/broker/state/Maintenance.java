package io.trunkline.broker.state;

import io.trunkline.broker.EntityKind;
import io.trunkline.broker.MessageState;
import io.trunkline.kernel.OutboxEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Does what falls due in an entity, a bounded piece at a time; its timer calls again. */
final class Maintenance {
  private static final int PIECE = 500;

  private final Entities entities;
  private final Publisher publisher;

  Maintenance(Entities entities, Publisher publisher) {
    this.entities = entities;
    this.publisher = publisher;
  }

  void wake(BrokerCommand.Wake command, Step step) {
    EntityState entity = entities.find(command.entity());
    if (entity == null) {
      step.context().cancelTimer(BrokerMachine.timerKey(command.entity()));
      return;
    }
    Set<Long> locked = new HashSet<>(command.locked());
    activate(entity, step);
    boolean skipped = expire(entity, locked, step);
    if (entity.settings.forwardTo() != null) {
      skipped |= forwardOld(entity, locked, step);
    }
    entity.retryAt = skipped ? step.now() + entity.settings.lockDuration() : 0;
    entity.usedAt = Math.max(entity.usedAt, command.usedAt());
    boolean idle = deleteIfIdle(entity, step);
    setTimer(entity, idle, step);
  }

  /** Timers of idle entities wait for the deletion, and ask again should it fail. */
  private static void setTimer(EntityState entity, boolean idle, Step step) {
    long wanted = entity.wantedWake(step.now());
    if (idle) {
      wanted = step.now() + entity.settings.autoDeleteOnIdle();
    }
    entity.wakeAt = wanted;
    if (wanted == Long.MAX_VALUE) {
      step.context().cancelTimer(BrokerMachine.timerKey(entity.id));
    } else {
      step.context().setTimer(BrokerMachine.timerKey(entity.id), wanted);
    }
    step.tables().putCounters(entity);
    step.untouch(entity);
  }

  private void activate(EntityState entity, Step step) {
    for (MessageEntry entry : due(entity, step.now())) {
      MessageRecord record = step.tables().message(QueueId.main(entity.id), entry.sequenceNumber());
      Parcel parcel = Parcel.of(record);
      publisher.remove(entity, entity.main(), entry, parcel.payload(), step);
      publisher.enqueue(entity, parcel, step);
      parcel.payload().write(step);
    }
  }

  private static List<MessageEntry> due(EntityState entity, long now) {
    List<MessageEntry> due = new ArrayList<>();
    for (MessageEntry entry : entity.main().scheduled()) {
      if (entry.dueAt() > now || due.size() == PIECE) {
        break;
      }
      due.add(entry);
    }
    return due;
  }

  /** Removes or dead-letters expired messages; returns whether some were locked. */
  private boolean expire(EntityState entity, Set<Long> locked, Step step) {
    boolean skipped = false;
    List<MessageEntry> expired = new ArrayList<>();
    for (MessageEntry entry : entity.main().expiring()) {
      if (entry.expiresAt() > step.now() || expired.size() == PIECE) {
        break;
      }
      if (locked.contains(entry.sequenceNumber())) {
        skipped = true;
      } else {
        expired.add(entry);
      }
    }
    for (MessageEntry entry : expired) {
      if (entity.settings.deadLetterOnExpiration()) {
        int count =
            step.tables().message(QueueId.main(entity.id), entry.sequenceNumber()).deliveryCount();
        publisher.deadLetter(
            entity,
            entry,
            DeadLetterReason.EXPIRED.reason,
            DeadLetterReason.EXPIRED.description,
            Map.of(),
            count,
            step);
      } else {
        publisher.remove(entity, entity.main(), entry, step);
      }
    }
    return skipped;
  }

  /** Sends on what was there before the entity began to forward. */
  private boolean forwardOld(EntityState entity, Set<Long> locked, Step step) {
    boolean skipped = false;
    List<MessageEntry> old = new ArrayList<>();
    for (MessageEntry entry : entity.main().messages()) {
      if (old.size() == PIECE) {
        break;
      }
      if (entry.state() == MessageState.SCHEDULED) {
        continue;
      }
      if (locked.contains(entry.sequenceNumber()) || entry.state() == MessageState.DEFERRED) {
        skipped = true;
      } else {
        old.add(entry);
      }
    }
    for (MessageEntry entry : old) {
      MessageRecord record = step.tables().message(QueueId.main(entity.id), entry.sequenceNumber());
      Parcel parcel = Parcel.of(record);
      publisher.remove(entity, entity.main(), entry, parcel.payload(), step);
      publisher.forward(
          entity, entity.settings.forwardTo(), null, entry.sequenceNumber(), parcel, step);
      parcel.payload().write(step);
    }
    return skipped;
  }

  private boolean deleteIfIdle(EntityState entity, Step step) {
    long idle = entity.settings.autoDeleteOnIdle();
    if (idle == Long.MAX_VALUE || step.now() - lastUsed(entity) < idle) {
      return false;
    }
    step.context()
        .enqueue(
            new OutboxEntry(
                "idle/" + entity.id,
                BrokerMachine.DELETE_IDLE,
                entity.path.toString().getBytes(StandardCharsets.UTF_8)));
    return true;
  }

  private static long lastUsed(EntityState entity) {
    long used = entity.usedAt;
    if (entity.kind == EntityKind.TOPIC) {
      for (EntityState subscription : entity.subscriptions.values()) {
        used = Math.max(used, subscription.usedAt);
      }
    }
    return used;
  }
}
