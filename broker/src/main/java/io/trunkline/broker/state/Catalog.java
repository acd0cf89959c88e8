package io.trunkline.broker.state;

import io.trunkline.broker.EntityDescription;
import io.trunkline.broker.EntityKind;
import io.trunkline.broker.EntityPath;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The entities as last committed, readable from any thread. */
public final class Catalog {
  /** An entity with its number. */
  public record Entry(long id, EntityDescription description) {}

  private final ConcurrentNavigableMap<String, Entry> entries = new ConcurrentSkipListMap<>();

  /** Returns the entity that {@code path} or its sub-queue belongs to. */
  public Optional<Entry> find(EntityPath path) {
    return Optional.ofNullable(entries.get(path.main().folded()));
  }

  /** Returns queues and topics, ordered by name without case. */
  public List<EntityDescription> topLevel() {
    return entries.values().stream()
        .map(Entry::description)
        .filter(entity -> entity.kind() != EntityKind.SUBSCRIPTION)
        .toList();
  }

  /** Returns the subscriptions of a topic, ordered by name without case. */
  public List<EntityDescription> subscriptions(EntityPath topic) {
    String prefix = topic.entity().toLowerCase(Locale.ROOT) + "/subscriptions/";
    return entries.subMap(prefix, prefix + Character.MAX_VALUE).values().stream()
        .map(Entry::description)
        .toList();
  }

  void put(EntityState entity) {
    entries.put(entity.path.folded(), new Entry(entity.id, entity.description()));
  }

  void remove(EntityPath path) {
    entries.remove(path.folded());
  }

  void clear() {
    entries.clear();
  }
}
