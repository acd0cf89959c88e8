package io.trunkline.server.adapter;

import io.trunkline.identity.Authorizer;
import io.trunkline.identity.Caller;
import io.trunkline.identity.ManagedIdentityTokens;
import io.trunkline.identity.Permission;
import io.trunkline.identity.TokenVerifier;
import io.trunkline.workflows.connector.IdentityPort;
import java.util.Set;

/**
 * Lets workflows act as their managed identities: the caller is what the identity's own token says,
 * so that nothing differs from a client that had asked for it.
 */
public final class WorkflowIdentities implements IdentityPort {
  private final ManagedIdentityTokens tokens;
  private final TokenVerifier verifier;
  private final Authorizer authorizer;

  public WorkflowIdentities(
      ManagedIdentityTokens tokens, TokenVerifier verifier, Authorizer authorizer) {
    this.tokens = tokens;
    this.verifier = verifier;
    this.authorizer = authorizer;
  }

  @Override
  public Caller caller(String identityResourceId, String audience) {
    return verifier.verify(tokens.token(identityResourceId, audience), Set.of(audience));
  }

  @Override
  public Caller callerOf(String token, String audience) {
    return verifier.verify(token, Set.of(audience));
  }

  @Override
  public boolean allows(Caller caller, String action, String scope) {
    return authorizer.allows(caller, Permission.management(action, scope));
  }
}
