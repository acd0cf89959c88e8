package io.trunkline.events.state;

import io.trunkline.kernel.ApplyContext;
import io.trunkline.kernel.CborCodec;
import io.trunkline.kernel.Keys;
import io.trunkline.kernel.Store;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The event subscriptions: kept in the store, found in memory by id and by source. */
final class Subscriptions {
  private static final String TABLE = "subscription";
  private static final CborCodec<Kept> KEPT = CborCodec.of(Kept.class);

  /**
   * A subscription as it is kept.
   *
   * @param since sequence number of the command that made it, which later changes leave alone:
   *     events from before it are not its own, even where one of that name was there
   */
  private record Kept(EventSubscription subscription, long since) {}

  private final Map<String, Kept> byId = new HashMap<>();
  private final Map<String, Map<String, EventSubscription>> bySource = new HashMap<>();

  void restore(Store store) {
    byId.clear();
    bySource.clear();
    store.scanPrefix(
        Keys.of(TABLE).bytes(),
        (key, value) -> {
          index(KEPT.decode(value));
          return true;
        });
  }

  void put(EventSubscription subscription, ApplyContext context) {
    Kept before = byId.get(subscription.id());
    Kept kept = new Kept(subscription, before == null ? context.sequence() : before.since());
    forget(subscription.id());
    index(kept);
    context.store().put(key(subscription.id()), KEPT.encode(kept));
  }

  void remove(String id, ApplyContext context) {
    forget(id);
    context.store().delete(key(id));
  }

  Optional<EventSubscription> find(String id) {
    return Optional.ofNullable(byId.get(id)).map(Kept::subscription);
  }

  /** Returns the subscription that a delivery is for, unless it has gone since. */
  Optional<EventSubscription> of(Delivery delivery) {
    return Optional.ofNullable(byId.get(delivery.subscription()))
        .filter(kept -> kept.since() < delivery.sequence())
        .map(Kept::subscription);
  }

  /** Returns the subscriptions to a topic or resource in the order of their ids. */
  Collection<EventSubscription> to(String source) {
    Map<String, EventSubscription> found = bySource.get(source.toLowerCase(Locale.ROOT));
    return found == null ? List.of() : found.values();
  }

  private void index(Kept kept) {
    EventSubscription subscription = kept.subscription();
    byId.put(subscription.id(), kept);
    bySource
        .computeIfAbsent(subscription.source(), source -> new TreeMap<>())
        .put(subscription.id(), subscription);
  }

  private void forget(String id) {
    Kept kept = byId.remove(id);
    if (kept != null) {
      bySource.computeIfPresent(
          kept.subscription().source(),
          (source, all) -> {
            all.remove(id);
            return all.isEmpty() ? null : all;
          });
    }
  }

  private static byte[] key(String id) {
    return Keys.of(TABLE).text(id).bytes();
  }
}
