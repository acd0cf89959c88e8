package io.trunkline.identity;

import java.time.Instant;
import java.util.Set;

/** Somebody whose credential was checked. What they may do is the {@link Authorizer}'s to say. */
public sealed interface Caller {
  /** Returns a short name for logs and traces, never a secret. */
  String label();

  /** Returns when the credential ends; {@link Instant#MAX} where it does not. */
  Instant expiresAt();

  /** A principal that showed a valid token; its role assignments decide. */
  record TokenCaller(Principal principal, String audience, Instant expiresAt) implements Caller {
    @Override
    public String label() {
      return principal.displayName() + " (" + principal.objectId() + ")";
    }
  }

  /**
   * Somebody who knows a shared key: the key's own rights decide, at its scope and below.
   *
   * @param keyName for example {@code RootManageSharedAccessKey} or {@code key1}
   * @param scope resource id at which the key is valid
   * @param actions patterns of the actions and data actions that the key allows, as in a role
   *     definition, for example {@code Microsoft.ServiceBus/namespaces/messages/send/action}
   */
  record KeyCaller(String keyName, String scope, Set<String> actions, Instant expiresAt)
      implements Caller {
    public KeyCaller {
      actions = Set.copyOf(actions);
    }

    @Override
    public String label() {
      return "key " + keyName;
    }
  }

  /** Trunkline itself doing what it was configured to do; allowed everything. */
  record SystemCaller(String room) implements Caller {
    @Override
    public String label() {
      return "trunkline " + room;
    }

    @Override
    public Instant expiresAt() {
      return Instant.MAX;
    }
  }

  /** Nobody in particular: allowed only what a resource opens to everyone. */
  record AnonymousCaller() implements Caller {
    @Override
    public String label() {
      return "anonymous";
    }

    @Override
    public Instant expiresAt() {
      return Instant.MAX;
    }
  }
}
