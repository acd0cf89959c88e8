package io.trunkline.identity;

import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.ManagedIdentityCredentialBuilder;

/** A workload with a managed identity, as App Service would start it: prints a token. */
final class HostedWorkload {
  private HostedWorkload() {}

  /**
   * Prints a token of the managed identity.
   *
   * @param arguments the client id of the identity
   */
  public static void main(String[] arguments) {
    System.out.println(
        new ManagedIdentityCredentialBuilder()
            .clientId(arguments[0])
            .build()
            .getTokenSync(
                new TokenRequestContext().addScopes("https://servicebus.azure.net/.default"))
            .getToken());
  }
}
