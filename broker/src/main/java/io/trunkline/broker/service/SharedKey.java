package io.trunkline.broker.service;

import io.trunkline.resources.ResourceId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An authorization rule with its keys.
 *
 * @param scope the namespace or entity it belongs to
 */
public record SharedKey(
    ResourceId scope,
    String name,
    Set<AccessRight> rights,
    String primaryKey,
    String secondaryKey) {
  /** The rule that every namespace has. */
  public static final String ROOT = "RootManageSharedAccessKey";

  public SharedKey {
    rights = Set.copyOf(rights);
  }

  /** Returns the actions that the rights allow, for {@link io.trunkline.identity.Caller}. */
  Set<String> actions() {
    return rights.stream().map(AccessRight::dataAction).collect(Collectors.toUnmodifiableSet());
  }

  boolean is(String key) {
    return Boolean.logicalOr(same(primaryKey, key), same(secondaryKey, key));
  }

  static boolean same(String expected, String actual) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), actual.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "SharedKey[" + name + " at " + scope + "]";
  }
}
