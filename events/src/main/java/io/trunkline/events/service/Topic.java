package io.trunkline.events.service;

import io.trunkline.events.schema.EventSchema;
import io.trunkline.events.schema.InputMapping;
import java.util.Map;

/**
 * A custom topic as publishing needs it.
 *
 * @param id resource id, in the case it was written in
 * @param name unique on this node, since it is the topic's address
 * @param keys access keys by name, called key1 and key2
 * @param keysDisabled {@code disableLocalAuth}: only tokens are accepted
 */
public record Topic(
    String id,
    String name,
    EventSchema schema,
    InputMapping mapping,
    Map<String, String> keys,
    boolean keysDisabled) {
  public Topic {
    keys = Map.copyOf(keys);
  }

  @Override
  public String toString() {
    return "Topic[" + id + "]"; // the keys must not reach a log
  }
}
