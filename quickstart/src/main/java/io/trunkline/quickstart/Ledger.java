package io.trunkline.quickstart;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Who saw which order, and when first. Thread-safe. */
final class Ledger {
  private final ConcurrentMap<String, Map<String, Instant>> sightings = new ConcurrentHashMap<>();

  /** Records that {@code observer} saw an order now; later sightings change nothing. */
  void saw(String observer, String orderId) {
    sightings
        .computeIfAbsent(observer, name -> new ConcurrentHashMap<>())
        .putIfAbsent(orderId, Instant.now());
  }

  Optional<Instant> when(String observer, String orderId) {
    return Optional.ofNullable(sightings.getOrDefault(observer, Map.of()).get(orderId));
  }

  boolean has(String observer, String orderId) {
    return when(observer, orderId).isPresent();
  }

  int count(String observer) {
    return sightings.getOrDefault(observer, Map.of()).size();
  }
}
