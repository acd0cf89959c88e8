package io.trunkline.quickstart;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Who saw which order, and when first. Thread-safe. */
public final class Ledger {
  private final ConcurrentMap<String, Map<String, Instant>> sightings = new ConcurrentHashMap<>();

  /** Records that {@code observer} saw an order now; later sightings change nothing. */
  public void saw(String observer, String orderId) {
    sightings
        .computeIfAbsent(observer, name -> new ConcurrentHashMap<>())
        .putIfAbsent(orderId, Instant.now());
  }

  public Optional<Instant> when(String observer, String orderId) {
    return Optional.ofNullable(sightings.getOrDefault(observer, Map.of()).get(orderId));
  }

  public boolean has(String observer, String orderId) {
    return when(observer, orderId).isPresent();
  }

  /** Returns the ids of the orders that {@code observer} saw. */
  public Set<String> seen(String observer) {
    return Set.copyOf(sightings.getOrDefault(observer, Map.of()).keySet());
  }

  public int count(String observer) {
    return sightings.getOrDefault(observer, Map.of()).size();
  }
}
