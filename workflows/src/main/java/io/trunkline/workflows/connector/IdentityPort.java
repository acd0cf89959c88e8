package io.trunkline.workflows.connector;

import io.trunkline.identity.Caller;

/** Lets a workflow act as a managed identity. */
public interface IdentityPort {
  /**
   * Returns the identity as a caller, without the way over a token.
   *
   * @param identityResourceId ARM id of a user-assigned identity, or of the workflow whose
   *     system-assigned identity is meant
   * @param audience the service it calls, for example {@code https://servicebus.azure.net}
   * @throws io.trunkline.identity.InvalidCredentialException when there is no such identity
   */
  Caller caller(String identityResourceId, String audience);
}
