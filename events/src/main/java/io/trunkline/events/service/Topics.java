package io.trunkline.events.service;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The custom topics of this node by name. Filled by provisioning, again at every start. */
public final class Topics {
  private final Map<String, Topic> byName = new ConcurrentHashMap<>();

  /** Adds or replaces a topic; returns false where its name belongs to another topic. */
  @SuppressWarnings("ReferenceEquality") // asks which of the two was kept
  public boolean put(Topic topic) {
    Topic kept =
        byName.compute(
            fold(topic.name()),
            (name, known) ->
                known == null || known.id().equalsIgnoreCase(topic.id()) ? topic : known);
    return kept == topic;
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
