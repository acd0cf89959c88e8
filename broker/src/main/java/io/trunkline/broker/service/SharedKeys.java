package io.trunkline.broker.service;

import io.trunkline.identity.Caller;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.identity.InvalidCredentialException.Reason;
import io.trunkline.resources.ResourceId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The authorization rules of a namespace and its entities, and what is signed with their keys. */
final class SharedKeys {
  private final Map<String, SharedKey> keys = new ConcurrentHashMap<>();
  private final InstantSource clock;
  private final @Nullable String developmentKey;
  private volatile boolean disabled;

  SharedKeys(InstantSource clock, @Nullable String developmentKey) {
    this.clock = clock;
    this.developmentKey = developmentKey;
  }

  private static String id(ResourceId scope, String name) {
    return scope.folded() + "\n" + name.toLowerCase(Locale.ROOT);
  }

  void put(SharedKey key) {
    keys.put(id(key.scope(), key.name()), key);
  }

  void remove(ResourceId scope, String name) {
    keys.remove(id(scope, name));
  }

  /** Sets whether keys are refused altogether ({@code disableLocalAuth}). */
  void disable(boolean disable) {
    disabled = disable;
  }

  /**
   * @param audience path below the namespace
   * @param scopes where the rule may stand, nearest first
   */
  Caller.KeyCaller verify(SasToken token, String audience, List<ResourceId> scopes) {
    SharedKey key = find(token.keyName(), scopes);
    if (!token.covers(audience)) {
      throw new InvalidCredentialException(
          Reason.WRONG_AUDIENCE, "The SAS token is for another resource than '" + audience + "'.");
    }
    boolean genuine =
        Boolean.logicalOr(token.signedWith(key.primaryKey()), token.signedWith(key.secondaryKey()))
            || (accepted(key) && developmentKey != null && token.signedWith(developmentKey));
    if (!genuine) {
      throw new InvalidCredentialException(
          Reason.BAD_SIGNATURE, "InvalidSignature: The token has an invalid signature.");
    }
    if (!token.expiresAt().isAfter(clock.instant())) {
      throw new InvalidCredentialException(Reason.EXPIRED, "ExpiredToken: The token is expired.");
    }
    return caller(key, token.expiresAt());
  }

  Caller.KeyCaller verify(String name, String secret, ResourceId namespace) {
    SharedKey key = find(name, List.of(namespace));
    boolean genuine =
        key.is(secret)
            || (accepted(key) && developmentKey != null && SharedKey.same(developmentKey, secret));
    if (!genuine) {
      throw new InvalidCredentialException(Reason.BAD_SIGNATURE, "The key is wrong.");
    }
    return caller(key, Instant.MAX);
  }

  private static boolean accepted(SharedKey key) {
    return key.name().equals(SharedKey.ROOT);
  }

  private static Caller.KeyCaller caller(SharedKey key, Instant expiresAt) {
    return new Caller.KeyCaller(key.name(), key.scope().toString(), key.actions(), expiresAt);
  }

  private SharedKey find(String name, List<ResourceId> scopes) {
    if (disabled) {
      throw new InvalidCredentialException(
          Reason.DISABLED, "Shared access keys are disabled for this namespace.");
    }
    for (ResourceId scope : scopes) {
      SharedKey key = keys.get(id(scope, name));
      if (key != null) {
        return key;
      }
    }
    throw new InvalidCredentialException(
        Reason.UNKNOWN_KEY, "There is no authorization rule of that name here.");
  }
}
