package io.trunkline.workflows.engine;

import io.trunkline.identity.Caller;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.identity.Principal;
import io.trunkline.workflows.connector.IdentityPort;
import java.time.Instant;
import java.util.Set;

/**
 * Knows every identity but those called {@code unknown…}; only {@code subscriber…} may subscribe.
 */
final class FakeIdentities implements IdentityPort {
  @Override
  public Caller caller(String id, String audience) {
    String name = id.substring(id.lastIndexOf('/') + 1);
    if (name.startsWith("unknown")) {
      throw new InvalidCredentialException(
          InvalidCredentialException.Reason.UNKNOWN_PRINCIPAL, "no such identity");
    }
    Principal principal =
        new Principal("oid-" + name, "tenant", "", Principal.Kind.MANAGED_IDENTITY, Set.of(), name);
    return new Caller.TokenCaller(principal, audience, Instant.MAX);
  }

  @Override
  public Caller callerOf(String token, String audience) {
    return caller(token, audience);
  }

  @Override
  public boolean allows(Caller caller, String action, String scope) {
    return caller.label().contains("subscriber");
  }
}
