package io.trunkline.identity.service;

import io.trunkline.identity.Applications;
import io.trunkline.identity.IdentitySettings;
import io.trunkline.identity.Principal;
import io.trunkline.identity.state.Application;
import io.trunkline.identity.state.Application.AppRole;
import io.trunkline.identity.state.DirectoryIndex;
import io.trunkline.identity.state.IdentityCommand;
import io.trunkline.identity.state.IdentityCommand.AddPassword;
import io.trunkline.identity.state.IdentityCommand.GrantAppRole;
import io.trunkline.identity.state.IdentityCommand.PutApplication;
import io.trunkline.identity.state.IdentityCommand.PutServicePrincipal;
import io.trunkline.identity.state.IdentityCommand.RemoveApplication;
import io.trunkline.identity.state.IdentityCommand.RemovePassword;
import io.trunkline.identity.state.ServicePrincipal;
import io.trunkline.identity.state.ServicePrincipal.AppRoleGrant;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.RejectedException;
import io.trunkline.kernel.Shard;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Registers applications in the identity shard. */
public final class Registry implements Applications {
  private final Shard<IdentityCommand> shard;
  private final DirectoryIndex index;
  private final IdentitySettings settings;
  private final IdSource ids;
  private final InstantSource clock;

  public Registry(
      Shard<IdentityCommand> shard,
      DirectoryIndex index,
      IdentitySettings settings,
      IdSource ids,
      InstantSource clock) {
    this.shard = shard;
    this.index = index;
    this.settings = settings;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public Registration register(
      String displayName, List<String> identifierUris, List<String> appRoles) {
    Application application =
        createApplication(
            displayName,
            identifierUris,
            appRoles.stream()
                .map(value -> new AppRole(ids.uuid().toString(), value, value))
                .toList(),
            1,
            List.of());
    return new Registration(application.appId(), createPrincipal(application.appId()).objectId());
  }

  @Override
  public ClientSecret addSecret(String clientId, String displayName) {
    return addSecret(clientId, displayName, null);
  }

  @Override
  public void grant(String clientId, String applicationUri, String appRole) {
    ServicePrincipal client =
        index
            .principalByAppId(clientId)
            .orElseThrow(() -> new RejectedException("No principal has the id " + clientId + "."));
    Application target =
        index
            .applicationByUri(applicationUri)
            .orElseThrow(() -> new RejectedException("No application is " + applicationUri + "."));
    AppRole role =
        target.appRoles().stream()
            .filter(each -> each.value().equals(appRole))
            .findFirst()
            .orElseThrow(
                () -> new RejectedException(applicationUri + " has no role " + appRole + "."));
    grantById(client.objectId(), target.appId(), role.id());
  }

  /**
   * Registers an application without a service principal.
   *
   * @param tokenVersion version of the tokens for it, 1 or 2
   * @param certificates certificates that it may prove itself with, Base64 of DER
   * @throws RejectedException when a URI is taken or a certificate is none
   */
  public Application createApplication(
      String displayName,
      List<String> identifierUris,
      List<AppRole> appRoles,
      int tokenVersion,
      List<String> certificates) {
    certificates.forEach(ClientAssertions::checkCertificate);
    Application application =
        new Application(
            ids.uuid().toString(),
            ids.uuid().toString(),
            displayName,
            identifierUris,
            appRoles,
            tokenVersion,
            List.of(),
            certificates);
    Replies.await(shard.submit(new PutApplication(application)));
    return application;
  }

  /** Makes the service principal of an application. */
  public ServicePrincipal createPrincipal(String appId) {
    Application application =
        index
            .application(appId)
            .orElseThrow(() -> new RejectedException("No application has the id " + appId + "."));
    ServicePrincipal principal =
        new ServicePrincipal(
            ids.uuid().toString(),
            application.appId(),
            application.displayName(),
            Principal.Kind.APPLICATION,
            null,
            Set.of());
    Replies.await(shard.submit(new PutServicePrincipal(principal)));
    return principal;
  }

  /**
   * Makes a secret.
   *
   * @param endsAt when it ends, or null for the usual time
   */
  public ClientSecret addSecret(String appId, String displayName, @Nullable Instant endsAt) {
    Instant now = clock.instant();
    ClientSecrets.Made made =
        ClientSecrets.make(
            appId,
            displayName,
            now,
            endsAt == null ? now.plus(settings.passwordLifetime()) : endsAt,
            ids);
    Replies.await(shard.submit(new AddPassword(appId, made.password())));
    return made.secret();
  }

  public void removeSecret(String appId, String keyId) {
    Replies.await(shard.submit(new RemovePassword(appId, keyId)));
  }

  public void removeApplication(String appId) {
    Replies.await(shard.submit(new RemoveApplication(appId)));
  }

  /** Gives a principal an application role by its id. */
  public void grantById(String objectId, String appId, String roleId) {
    Replies.await(shard.submit(new GrantAppRole(objectId, new AppRoleGrant(appId, roleId))));
  }
}
