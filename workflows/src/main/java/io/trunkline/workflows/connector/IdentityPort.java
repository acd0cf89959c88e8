package io.trunkline.workflows.connector;

import io.trunkline.identity.Caller;

/** Lets a workflow act as a managed identity, and says what it may do at the control plane. */
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

  /**
   * Returns whom a token stands for.
   *
   * @param token issued by this node for {@code audience}
   * @throws io.trunkline.identity.InvalidCredentialException when it is not
   */
  Caller callerOf(String token, String audience);

  /**
   * Returns whether a caller may do something at the control plane.
   *
   * @param action for example {@code Microsoft.EventGrid/eventSubscriptions/write}
   * @param scope ARM id
   */
  boolean allows(Caller caller, String action, String scope);
}
