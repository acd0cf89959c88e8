package io.trunkline.events.service;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The custom topics of this node by name. Filled from the resource tree. */
public final class Topics {
  private final Map<String, Topic> byName = new ConcurrentHashMap<>();

  /** Adds or replaces a topic, unless its name belongs to another one. */
  public void put(Topic topic) {
    byName.compute(
        fold(topic.name()),
        (name, known) -> known == null || known.id().equalsIgnoreCase(topic.id()) ? topic : known);
  }

  public void remove(String id) {
    byName.values().removeIf(topic -> topic.id().equalsIgnoreCase(id));
  }

  public Optional<Topic> find(String name) {
    return Optional.ofNullable(byName.get(fold(name)));
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
