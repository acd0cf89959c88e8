package io.trunkline.workflows.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * From which addresses a workflow's own URLs may be called: {@code accessControl} of the resource
 * ({@code reference/workflows.md §1.3}). What is not restricted may be called from everywhere; an
 * empty list leaves calls from other workflows, which come by no URL.
 */
public final class AccessControl {
  /** Nothing is restricted. */
  public static final AccessControl OPEN = new AccessControl(Map.of());

  /** The most ranges of one list. */
  private static final int MAX_RANGES = 1_000;

  /** What can be restricted here. */
  public enum Scope {
    /** Calls of triggers. */
    TRIGGERS,
    /** Calls back to webhook actions. */
    ACTIONS,
    /** Inputs and outputs in the history of runs. */
    CONTENTS;

    private static Scope of(String name) {
      for (Scope scope : values()) {
        if (scope.name().equalsIgnoreCase(name)) {
          return scope;
        }
      }
      throw new IllegalArgumentException(
          "'accessControl.%s' is not supported; triggers, actions and contents are."
              .formatted(name));
    }

    private String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Map<Scope, List<AddressRange>> allowed;

  private AccessControl(Map<Scope, List<AddressRange>> allowed) {
    this.allowed = allowed;
  }

  /**
   * Reads the property.
   *
   * @throws IllegalArgumentException naming what is wrong, or not supported
   */
  public static AccessControl of(JsonNode accessControl) {
    if (accessControl.isMissingNode() || accessControl.isNull()) {
      return OPEN;
    }
    if (!accessControl.isObject()) {
      throw new IllegalArgumentException("'accessControl' is not an object.");
    }
    Map<Scope, List<AddressRange>> allowed = new EnumMap<>(Scope.class);
    for (Map.Entry<String, JsonNode> entry : accessControl.properties()) {
      if (entry.getValue().isNull() || entry.getValue().equals(Json.object())) {
        continue;
      }
      Scope scope = Scope.of(entry.getKey());
      for (Map.Entry<String, JsonNode> policy : entry.getValue().properties()) {
        if (!policy.getKey().equalsIgnoreCase("allowedCallerIpAddresses")) {
          throw new IllegalArgumentException(
              "'accessControl.%s.%s' is not supported; allowedCallerIpAddresses is."
                  .formatted(scope.text(), policy.getKey()));
        }
        allowed.put(scope, ranges(scope, policy.getValue()));
      }
    }
    return new AccessControl(allowed);
  }

  private static List<AddressRange> ranges(Scope scope, JsonNode addresses) {
    String where = "'accessControl.%s.allowedCallerIpAddresses'".formatted(scope.text());
    if (!addresses.isArray() || addresses.size() > MAX_RANGES) {
      throw new IllegalArgumentException(
          where + " is not an array of at most " + MAX_RANGES + " ranges.");
    }
    List<AddressRange> ranges = new ArrayList<>();
    for (JsonNode address : addresses) {
      try {
        ranges.add(AddressRange.parse(address.path("addressRange").asText()));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
      }
    }
    return List.copyOf(ranges);
  }

  /**
   * Refuses a caller from elsewhere.
   *
   * @param address in text form
   * @throws WorkflowException with status 403
   */
  public void require(Scope scope, String address) {
    List<AddressRange> ranges = allowed.get(scope);
    if (ranges != null && ranges.stream().noneMatch(range -> range.contains(address))) {
      throw new WorkflowException(
          403,
          "Forbidden",
          "The client IP address '%s' is not in the allowed caller IP address range specified in the workflow access control configuration."
              .formatted(address));
    }
  }
}
