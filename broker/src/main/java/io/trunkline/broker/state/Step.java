package io.trunkline.broker.state;

import io.trunkline.broker.BrokerMessage;
import io.trunkline.kernel.ApplyContext;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One command being applied: its context, and what is to be written or told at its end. */
final class Step {
  private final ApplyContext context;
  private final Tables tables;
  private final Set<EntityState> touched = new LinkedHashSet<>();
  private final Map<QueueId, BrokerEffect.Arrived> arrived = new LinkedHashMap<>();
  private int generated;
  private final PayloadCounts payloads;
  private int arrivedPayloads;

  Step(ApplyContext context, PayloadCounts payloads) {
    this.context = context;
    this.payloads = payloads;
    this.tables = new Tables(context.store());
  }

  ApplyContext context() {
    return context;
  }

  Tables tables() {
    return tables;
  }

  PayloadCounts payloads() {
    return payloads;
  }

  Uploads uploads() {
    return new Uploads(context.store());
  }

  long now() {
    return context.now();
  }

  /** Has the entity's counters written and its timer checked at the end. */
  void touch(EntityState entity) {
    touched.add(entity);
  }

  void untouch(EntityState entity) {
    touched.remove(entity);
  }

  long nextSequence(EntityState entity) {
    touch(entity);
    return entity.nextSequence++;
  }

  /** Returns a payload that comes with the command. */
  Payload arriving(BrokerMessage message) {
    return Payload.arriving(context.sequence(), arrivedPayloads++, message);
  }

  /** Notes that a message has come into a queue; {@code first} where none was available. */
  void arrived(QueueId queue, boolean first, @Nullable String traceparent) {
    arrived.putIfAbsent(queue, new BrokerEffect.Arrived(queue, first, traceparent));
  }

  /** Returns an id that is the same on every replica and different from every other. */
  UUID newId() {
    String name = context.sequence() + "/" + generated++;
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  void finish() {
    for (EntityState entity : touched) {
      long wanted = entity.wantedWake(now());
      if (wanted < entity.wakeAt) {
        entity.wakeAt = wanted;
        context.setTimer(BrokerMachine.timerKey(entity.id), wanted);
      }
      tables.putCounters(entity);
    }
    arrived.values().forEach(context::emit);
  }
}
