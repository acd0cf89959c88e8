package io.trunkline.server.adapter;

import io.trunkline.identity.Caller;
import io.trunkline.identity.ManagedIdentityTokens;
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

  public WorkflowIdentities(ManagedIdentityTokens tokens, TokenVerifier verifier) {
    this.tokens = tokens;
    this.verifier = verifier;
  }

  @Override
  public Caller caller(String identityResourceId, String audience) {
    return verifier.verify(tokens.token(identityResourceId, audience), Set.of(audience));
  }
}
