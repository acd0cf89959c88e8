package io.trunkline.workflows.local;

import io.trunkline.identity.Caller;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.workflows.connector.IdentityPort;

/** A place where nobody is known. */
public final class NoIdentities implements IdentityPort {
  /** Returns what everybody is told. */
  public static InvalidCredentialException refusal() {
    return new InvalidCredentialException(
        InvalidCredentialException.Reason.UNKNOWN_PRINCIPAL,
        "There are no managed identities in a local run.");
  }

  @Override
  public Caller caller(String identityResourceId, String audience) {
    throw refusal();
  }

  @Override
  public Caller callerOf(String token, String audience) {
    throw refusal();
  }

  @Override
  public boolean allows(Caller caller, String action, String scope) {
    return false;
  }
}
