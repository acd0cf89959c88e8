package io.trunkline.resources;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The id of a resource, of a scope above resources (subscription, resource group, tenant root), or
 * of an extension resource ({@code reference/resource-manager.md §3}). Ids compare without case and
 * keep the case they were written in.
 */
public final class ResourceId implements Comparable<ResourceId> {
  /** The tenant root, {@code /}. */
  public static final ResourceId ROOT = new ResourceId("");

  private final String text;
  private final String folded;

  private ResourceId(String text) {
    this.text = text;
    this.folded = text.toLowerCase(Locale.ROOT);
  }

  /**
   * Reads an id.
   *
   * @throws IllegalArgumentException when it does not start with a slash, or has an empty or
   *     dangling segment
   */
  public static ResourceId parse(String text) {
    if (text.equals("/")) {
      return ROOT;
    }
    if (!text.startsWith("/") || text.endsWith("/") || text.contains("//")) {
      throw new IllegalArgumentException("not a resource id: " + text);
    }
    List<String> segments = List.of(text.substring(1).split("/", -1));
    for (int i = 0; i < segments.size(); ) {
      boolean provider = segments.get(i).equalsIgnoreCase("providers");
      if ((provider && i + 1 == segments.size()) || (!provider && i + 1 >= segments.size())) {
        throw new IllegalArgumentException("not a resource id: " + text);
      }
      i += 2;
    }
    return new ResourceId(text);
  }

  /** Returns the id of a resource group. */
  public static ResourceId resourceGroup(String subscription, String name) {
    return parse("/subscriptions/" + subscription + "/resourceGroups/" + name);
  }

  /**
   * Returns the id of a resource of {@code type} below this scope.
   *
   * @param type for example {@code Microsoft.ServiceBus/namespaces/queues}
   * @param names one for each type segment after the namespace
   */
  public ResourceId resource(String type, String... names) {
    String[] segments = type.split("/", 0);
    if (segments.length != names.length + 1) {
      throw new IllegalArgumentException(
          "type " + type + " needs " + (segments.length - 1) + " names, got " + names.length);
    }
    StringBuilder id = new StringBuilder(text).append("/providers/").append(segments[0]);
    for (int i = 0; i < names.length; i++) {
      id.append('/').append(segments[i + 1]).append('/').append(names[i]);
    }
    return parse(id.toString());
  }

  /** Returns the id of a child, for example {@code queues/orders} below a namespace. */
  public ResourceId child(String type, String name) {
    return parse(text + "/" + type + "/" + name);
  }

  /** Returns the full type, for example {@code Microsoft.ServiceBus/namespaces/queues}. */
  public String type() {
    List<String> segments = segments();
    int provider = lastProvider(segments);
    if (provider < 0) {
      return switch (segments.size()) {
        case 0 -> "Microsoft.Resources/tenants";
        case 2 -> "Microsoft.Resources/subscriptions";
        default -> "Microsoft.Resources/resourceGroups";
      };
    }
    StringBuilder type = new StringBuilder(segments.get(provider + 1));
    for (int i = provider + 2; i < segments.size(); i += 2) {
      type.append('/').append(segments.get(i));
    }
    return type.toString();
  }

  /** Returns whether this is a resource of {@code type}, compared without case. */
  public boolean isType(String type) {
    return type().equalsIgnoreCase(type);
  }

  /** Returns the names, one for each type segment, for example {@code [ns, orders]}. */
  public List<String> names() {
    List<String> segments = segments();
    int provider = lastProvider(segments);
    List<String> names = new ArrayList<>();
    for (int i = provider < 0 ? 1 : provider + 3; i < segments.size(); i += 2) {
      names.add(segments.get(i));
    }
    return List.copyOf(names);
  }

  /** Returns the last name, or empty for the root. */
  public String name() {
    return text.substring(text.lastIndexOf('/') + 1);
  }

  /**
   * Returns the enclosing resource or scope: of a child its parent, of a top-level or extension
   * resource the scope it stands at.
   */
  public Optional<ResourceId> parent() {
    List<String> segments = segments();
    if (segments.isEmpty()) {
      return Optional.empty();
    }
    int provider = lastProvider(segments);
    int keep = segments.size() - 2;
    if (provider >= 0 && keep <= provider + 2) {
      keep = provider;
    }
    return Optional.of(
        keep == 0 ? ROOT : new ResourceId("/" + String.join("/", segments.subList(0, keep))));
  }

  public Optional<String> subscription() {
    List<String> segments = segments();
    return segments.size() >= 2 && segments.get(0).equalsIgnoreCase("subscriptions")
        ? Optional.of(segments.get(1))
        : Optional.empty();
  }

  public Optional<String> resourceGroup() {
    List<String> segments = segments();
    return segments.size() >= 4 && segments.get(2).equalsIgnoreCase("resourceGroups")
        ? Optional.of(segments.get(3))
        : Optional.empty();
  }

  /** Returns the resource group (or the subscription, or the root) that holds this id. */
  public ResourceId scope() {
    List<String> segments = segments();
    int keep = resourceGroup().isPresent() ? 4 : subscription().isPresent() ? 2 : 0;
    return keep == 0 ? ROOT : new ResourceId("/" + String.join("/", segments.subList(0, keep)));
  }

  /** Returns whether this id is {@code ancestor} or lies below it. */
  public boolean within(ResourceId ancestor) {
    return folded.startsWith(ancestor.folded)
        && (folded.length() == ancestor.folded.length()
            || folded.charAt(ancestor.folded.length()) == '/');
  }

  /** Returns the id in lower case: equal ids have equal folded forms. */
  public String folded() {
    return folded;
  }

  private List<String> segments() {
    return text.isEmpty() ? List.of() : List.of(text.substring(1).split("/"));
  }

  private static int lastProvider(List<String> segments) {
    int last = -1;
    for (int i = 0; i < segments.size(); i += 2) {
      if (segments.get(i).equalsIgnoreCase("providers")) {
        last = i;
      }
    }
    return last;
  }

  @Override
  public int compareTo(ResourceId other) {
    return folded.compareTo(other.folded);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ResourceId that && folded.equals(that.folded);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(folded);
  }

  @Override
  public String toString() {
    return text.isEmpty() ? "/" : text;
  }
}
