package io.trunkline.identity.state;

import io.trunkline.identity.ManagedIdentity;
import io.trunkline.identity.RoleAssignment;
import io.trunkline.identity.RoleDefinition;
import io.trunkline.kernel.Command;

/** What can happen to the directory. All are idempotent unless they say otherwise. */
public sealed interface IdentityCommand extends Command<Void> {

  /** Makes the tenant with its administrator and first key; does nothing where there is one. */
  record CreateTenant(
      Tenant tenant,
      Application administrator,
      ServicePrincipal principal,
      RoleAssignment ownership,
      SigningKey key)
      implements IdentityCommand {}

  /** Registers an application or changes its registration; refused where a URI is taken. */
  record PutApplication(Application application) implements IdentityCommand {}

  /** Lets an application act in the tenant; refused where there is none. */
  record PutServicePrincipal(ServicePrincipal principal) implements IdentityCommand {}

  /** Removes an application, its service principal and what was given to it. */
  record RemoveApplication(String appId) implements IdentityCommand {}

  /** Adds a secret; refused where the application is unknown or has too many. */
  record AddPassword(String appId, Application.Password password) implements IdentityCommand {}

  record RemovePassword(String appId, String keyId) implements IdentityCommand {}

  /** Gives an application role; refused where principal, application or role is unknown. */
  record GrantAppRole(String objectId, ServicePrincipal.AppRoleGrant grant)
      implements IdentityCommand {}

  record PutManagedIdentity(ManagedIdentity identity) implements IdentityCommand {}

  record RemoveManagedIdentity(String resourceId) implements IdentityCommand {}

  record PutRoleAssignment(RoleAssignment assignment) implements IdentityCommand {}

  record RemoveRoleAssignment(String id) implements IdentityCommand {}

  record PutRoleDefinition(RoleDefinition role) implements IdentityCommand {}

  record RemoveRoleDefinition(String name) implements IdentityCommand {}

  /** Asks for a new key to be made; the outbox carries the request to where randomness is. */
  record RequestKey() implements IdentityCommand {}

  /** Publishes the key that was asked for; it signs after {@link KeySchedule#NOTICE}. */
  record PublishKey(SigningKey key, String outboxId) implements IdentityCommand {}

  /** Lets the published key sign. */
  record ActivateKey() implements IdentityCommand {}

  /** Forgets keys that sign no more. */
  record DropRetiredKeys() implements IdentityCommand {}
}
