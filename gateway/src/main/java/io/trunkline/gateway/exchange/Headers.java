package io.trunkline.gateway.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Names with values, compared without case; a header map or the parameters of a query. */
public final class Headers {
  private final TreeMap<String, List<String>> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  public Headers add(String name, String value) {
    values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    return this;
  }

  public Headers set(String name, String value) {
    return set(name, List.of(value));
  }

  public Headers set(String name, List<String> all) {
    values.remove(name);
    if (!all.isEmpty()) {
      values.put(name, new ArrayList<>(all));
    }
    return this;
  }

  public void remove(String name) {
    values.remove(name);
  }

  public boolean contains(String name) {
    return values.containsKey(name);
  }

  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** Returns all values of a name, joined by commas. */
  public Optional<String> joined(String name) {
    List<String> all = values.get(name);
    return all == null ? Optional.empty() : Optional.of(String.join(",", all));
  }

  /** Returns the live map that expressions read. */
  public Map<String, List<String>> map() {
    return values;
  }

  public Headers copy() {
    Headers copy = new Headers();
    values.forEach((name, all) -> copy.values.put(name, new ArrayList<>(all)));
    return copy;
  }
}
