package io.trunkline.identity;

/** Gives workloads that Trunkline itself runs a token of their managed identity. */
public interface ManagedIdentityTokens {
  /**
   * Returns a token.
   *
   * @param identityResourceId ARM id of a user-assigned identity, or of the resource whose
   *     system-assigned identity is meant
   * @param audience the resource the token is for, for example {@code https://servicebus.azure.net}
   * @throws InvalidCredentialException when there is no such identity
   */
  String token(String identityResourceId, String audience);
}
