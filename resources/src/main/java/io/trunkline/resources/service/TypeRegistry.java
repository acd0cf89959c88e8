package io.trunkline.resources.service;

import io.trunkline.resources.ProxiedType;
import io.trunkline.resources.ResourceProvider;
import io.trunkline.resources.ResourceType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The types that the rooms of this node declare, by name without case. */
public final class TypeRegistry {
  private final Map<String, ResourceType> types = new ConcurrentSkipListMap<>();
  private final Map<String, ProxiedType> proxied = new ConcurrentSkipListMap<>();

  /**
   * Adds a room's types.
   *
   * @throws IllegalArgumentException when a type is there already or belongs to another namespace
   */
  public void register(ResourceProvider provider) {
    for (ResourceType type : provider.types()) {
      check(provider, type.name());
      types.put(fold(type.name()), type);
    }
    for (ProxiedType type : provider.proxied()) {
      check(provider, type.name());
      proxied.put(fold(type.name()), type);
    }
  }

  private void check(ResourceProvider provider, String name) {
    if (!fold(name).startsWith(fold(provider.namespace()) + "/")) {
      throw new IllegalArgumentException(name + " is no type of " + provider.namespace());
    }
    if (types.containsKey(fold(name)) || proxied.containsKey(fold(name))) {
      throw new IllegalArgumentException(name + " is registered twice");
    }
  }

  public Optional<ResourceType> type(String name) {
    return Optional.ofNullable(types.get(fold(name)));
  }

  public Optional<ProxiedType> proxied(String name) {
    return Optional.ofNullable(proxied.get(fold(name)));
  }

  public Collection<ResourceType> types() {
    return List.copyOf(types.values());
  }

  /** Returns every type name with its api-versions, the newest first, by namespace. */
  public Map<String, Map<String, List<String>>> namespaces() {
    Map<String, Map<String, List<String>>> namespaces = new TreeMap<>();
    types.values().forEach(type -> add(namespaces, type.name(), type.apiVersions()));
    proxied.values().forEach(type -> add(namespaces, type.name(), type.apiVersions()));
    return namespaces;
  }

  private static void add(
      Map<String, Map<String, List<String>>> namespaces, String name, Collection<String> versions) {
    int slash = name.indexOf('/');
    List<String> newestFirst = new ArrayList<>(versions);
    newestFirst.sort(Comparator.reverseOrder());
    namespaces
        .computeIfAbsent(name.substring(0, slash), key -> new TreeMap<>())
        .put(name.substring(slash + 1), newestFirst);
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
