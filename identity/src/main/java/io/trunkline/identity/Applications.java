package io.trunkline.identity;

import java.time.Instant;
import java.util.List;

/**
 * Application registrations, for the parts of Trunkline that set some up; clients use the Graph
 * addresses. Methods block until the change is durable.
 */
public interface Applications {
  /**
   * Registers an application together with its service principal.
   *
   * @param identifierUris App ID URIs, for example {@code api://orders}; none for a mere client
   * @param appRoles values of the roles that its clients can be given
   * @throws io.trunkline.kernel.RejectedException when a URI is taken
   */
  Registration register(String displayName, List<String> identifierUris, List<String> appRoles);

  /**
   * Makes a secret. It is returned this once and kept as a hash.
   *
   * @throws io.trunkline.kernel.RejectedException when there is no such application
   */
  ClientSecret addSecret(String clientId, String displayName);

  /**
   * Gives a client an application role of another application.
   *
   * @throws io.trunkline.kernel.RejectedException when there is no such client or role
   */
  void grant(String clientId, String applicationUri, String appRole);

  /**
   * An application as registered.
   *
   * @param clientId application id
   * @param objectId object id of its service principal: what roles are given to
   */
  record Registration(String clientId, String objectId) {}

  /** A client secret in clear. */
  record ClientSecret(String clientId, String keyId, String secret, Instant endsAt) {
    /** Leaves the secret out. */
    @Override
    public String toString() {
      return "ClientSecret[" + clientId + ", " + keyId + "]";
    }
  }
}
