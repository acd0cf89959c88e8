package io.trunkline.identity.state;

import io.trunkline.identity.ManagedIdentity;
import io.trunkline.identity.Principal;
import io.trunkline.identity.RoleAssignment;
import io.trunkline.identity.RoleDefinition;
import io.trunkline.identity.Scopes;
import io.trunkline.identity.state.IdentityCommand.ActivateKey;
import io.trunkline.identity.state.IdentityCommand.AddPassword;
import io.trunkline.identity.state.IdentityCommand.CreateTenant;
import io.trunkline.identity.state.IdentityCommand.DropRetiredKeys;
import io.trunkline.identity.state.IdentityCommand.GrantAppRole;
import io.trunkline.identity.state.IdentityCommand.PublishKey;
import io.trunkline.identity.state.IdentityCommand.PutApplication;
import io.trunkline.identity.state.IdentityCommand.PutManagedIdentity;
import io.trunkline.identity.state.IdentityCommand.PutRoleAssignment;
import io.trunkline.identity.state.IdentityCommand.PutRoleDefinition;
import io.trunkline.identity.state.IdentityCommand.PutServicePrincipal;
import io.trunkline.identity.state.IdentityCommand.RemoveApplication;
import io.trunkline.identity.state.IdentityCommand.RemoveManagedIdentity;
import io.trunkline.identity.state.IdentityCommand.RemovePassword;
import io.trunkline.identity.state.IdentityCommand.RemoveRoleAssignment;
import io.trunkline.identity.state.IdentityCommand.RemoveRoleDefinition;
import io.trunkline.identity.state.IdentityCommand.RequestKey;
import io.trunkline.identity.state.SigningKey.Use;
import io.trunkline.kernel.ApplyContext;
import io.trunkline.kernel.CborCodec;
import io.trunkline.kernel.Codec;
import io.trunkline.kernel.OutboxEntry;
import io.trunkline.kernel.RejectedException;
import io.trunkline.kernel.StateMachine;
import io.trunkline.kernel.Store;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Applies the commands of the identity shard: checks first, then store and index together. */
public final class IdentityMachine implements StateMachine<IdentityCommand> {
  /** How many secrets an application may have at the same time. */
  public static final int MAX_PASSWORDS = 32;

  private final Codec<IdentityCommand> codec = CborCodec.of(IdentityCommand.class);
  private final Table<Tenant> tenants = new Table<>("tenant", Tenant.class);
  private final Table<Application> applications = new Table<>("application", Application.class);
  private final Table<ServicePrincipal> principals =
      new Table<>("principal", ServicePrincipal.class);
  private final Table<ManagedIdentity> identities = new Table<>("identity", ManagedIdentity.class);
  private final Table<RoleAssignment> assignments = new Table<>("assignment", RoleAssignment.class);
  private final Table<RoleDefinition> roles = new Table<>("role", RoleDefinition.class);
  private final Table<SigningKey> keys = new Table<>("key", SigningKey.class);
  private final DirectoryIndex index = new DirectoryIndex();

  /** Returns the index of this machine. */
  public DirectoryIndex index() {
    return index;
  }

  @Override
  public Codec<IdentityCommand> codec() {
    return codec;
  }

  @Override
  public void restore(Store store) {
    index.clear();
    tenants.forEach(store, index::put);
    applications.forEach(store, index::put);
    principals.forEach(store, index::put);
    identities.forEach(store, index::put);
    assignments.forEach(store, index::put);
    roles.forEach(store, index::put);
    keys.forEach(store, index::put);
    index.changed();
  }

  @Override
  public @Nullable Object apply(IdentityCommand command, ApplyContext context) {
    switch (command) {
      case CreateTenant create -> createTenant(create, context);
      case PutApplication put -> putApplication(put, context.store());
      case PutServicePrincipal put -> putServicePrincipal(put.principal(), context.store());
      case RemoveApplication remove -> removeApplication(remove, context.store());
      case AddPassword add -> addPassword(add, context.store());
      case RemovePassword remove ->
          put(context.store(), application(remove.appId()).without(remove.keyId()));
      case GrantAppRole grant -> grantAppRole(grant, context.store());
      case PutManagedIdentity put -> putManagedIdentity(put.identity(), context.store());
      case RemoveManagedIdentity remove ->
          index.identity(remove.resourceId()).ifPresent(it -> removeIdentity(it, context.store()));
      case PutRoleAssignment put -> put(context.store(), put.assignment());
      case RemoveRoleAssignment remove -> {
        assignments.delete(context.store(), Scopes.fold(remove.id()));
        index.removeAssignment(remove.id());
      }
      case PutRoleDefinition put -> putRole(put.role(), context.store());
      case RemoveRoleDefinition remove -> {
        roles.delete(context.store(), DirectoryIndex.fold(remove.name()));
        index.removeRole(remove.name());
      }
      case RequestKey request -> requestKey(context);
      case PublishKey publish -> publishKey(publish, context);
      case ActivateKey activate -> activateKey(context);
      case DropRetiredKeys drop -> dropRetiredKeys(context);
    }
    index.changed();
    return null;
  }

  private void createTenant(CreateTenant create, ApplyContext context) {
    if (index.tenant().isPresent()) {
      return;
    }
    tenants.put(context.store(), create.tenant().id(), create.tenant());
    put(context.store(), create.administrator());
    put(context.store(), create.principal());
    put(context.store(), create.ownership());
    put(context.store(), create.key());
    context.setTimer(KeySchedule.REQUEST_TIMER, context.now() + KeySchedule.LIFETIME.toMillis());
    index.put(create.tenant());
  }

  private void putApplication(PutApplication put, Store store) {
    Application application = put.application();
    for (String uri : application.identifierUris()) {
      index
          .applicationByUri(uri)
          .filter(other -> !other.appId().equalsIgnoreCase(application.appId()))
          .ifPresent(
              other -> {
                throw new RejectedException(
                    "Another application has the identifier URI '" + uri + "'.");
              });
    }
    put(store, application);
  }

  private void putServicePrincipal(ServicePrincipal principal, Store store) {
    application(principal.appId());
    put(store, principal);
  }

  private void removeApplication(RemoveApplication remove, Store store) {
    index
        .application(remove.appId())
        .ifPresent(
            application -> {
              applications.delete(store, DirectoryIndex.fold(application.appId()));
              index.remove(application);
              index.principalByAppId(remove.appId()).ifPresent(it -> removePrincipal(it, store));
            });
  }

  private void addPassword(AddPassword add, Store store) {
    Application application = application(add.appId());
    if (application.passwords().size() >= MAX_PASSWORDS) {
      throw new RejectedException(
          "The application has %d secrets, the most there can be; remove one."
              .formatted(MAX_PASSWORDS));
    }
    put(store, application.with(add.password()));
  }

  private void grantAppRole(GrantAppRole grant, Store store) {
    ServicePrincipal principal =
        index
            .principal(grant.objectId())
            .orElseThrow(
                () -> new RejectedException("No principal has the id '" + grant.objectId() + "'."));
    if (application(grant.grant().appId()).appRole(grant.grant().roleId()).isEmpty()) {
      throw new RejectedException(
          "The application has no role with the id '" + grant.grant().roleId() + "'.");
    }
    put(store, principal.with(grant.grant()));
  }

  private void putManagedIdentity(ManagedIdentity identity, Store store) {
    index
        .identity(identity.resourceId())
        .filter(before -> !before.principalId().equalsIgnoreCase(identity.principalId()))
        .ifPresent(before -> removeIdentity(before, store));
    identities.put(store, Scopes.fold(identity.resourceId()), identity);
    index.put(identity);
    Set<ServicePrincipal.AppRoleGrant> grants =
        index.principal(identity.principalId()).map(ServicePrincipal::grants).orElse(Set.of());
    put(
        store,
        new ServicePrincipal(
            identity.principalId(),
            identity.clientId(),
            identity.name(),
            Principal.Kind.MANAGED_IDENTITY,
            identity.resourceId(),
            grants));
  }

  /** Role assignments stay: they are resources of their own, which outlive the principal. */
  private void removeIdentity(ManagedIdentity identity, Store store) {
    identities.delete(store, Scopes.fold(identity.resourceId()));
    index.remove(identity);
    index
        .principal(identity.principalId())
        .ifPresent(
            principal -> {
              principals.delete(store, DirectoryIndex.fold(principal.objectId()));
              index.remove(principal);
            });
  }

  private void removePrincipal(ServicePrincipal principal, Store store) {
    for (RoleAssignment assignment : index.copyOfAssignments(principal.objectId())) {
      assignments.delete(store, Scopes.fold(assignment.id()));
      index.removeAssignment(assignment.id());
    }
    principals.delete(store, DirectoryIndex.fold(principal.objectId()));
    index.remove(principal);
  }

  private void putRole(RoleDefinition role, Store store) {
    roles.put(store, DirectoryIndex.fold(role.name()), role);
    index.put(role);
  }

  private void requestKey(ApplyContext context) {
    context.cancelTimer(KeySchedule.REQUEST_TIMER);
    if (index.key(Use.NEXT).isEmpty()) {
      context.enqueue(
          new OutboxEntry("key-" + context.sequence(), KeySchedule.OUTBOX_KIND, new byte[0]));
    }
  }

  private void publishKey(PublishKey publish, ApplyContext context) {
    context.finish(publish.outboxId());
    if (index.key(Use.NEXT).isEmpty()) {
      put(context.store(), publish.key());
      context.setTimer(KeySchedule.ACTIVATE_TIMER, context.now() + KeySchedule.NOTICE.toMillis());
    }
  }

  private void activateKey(ApplyContext context) {
    context.cancelTimer(KeySchedule.ACTIVATE_TIMER);
    SigningKey next = index.key(Use.NEXT).orElse(null);
    if (next == null) {
      return;
    }
    // The new one first: a reader between the two lines finds one that signs.
    SigningKey before = index.key(Use.ACTIVE).orElse(null);
    put(context.store(), next.as(Use.ACTIVE));
    if (before != null) {
      put(context.store(), before.as(Use.RETIRED));
    }
    context.setTimer(KeySchedule.DROP_TIMER, context.now() + KeySchedule.AFTERLIFE.toMillis());
    context.setTimer(KeySchedule.REQUEST_TIMER, context.now() + KeySchedule.LIFETIME.toMillis());
  }

  private void dropRetiredKeys(ApplyContext context) {
    context.cancelTimer(KeySchedule.DROP_TIMER);
    for (SigningKey key : index.keys()) {
      if (key.use() == Use.RETIRED) {
        keys.delete(context.store(), key.kid());
        index.remove(key);
      }
    }
  }

  private Application application(String appId) {
    return index
        .application(appId)
        .orElseThrow(
            () -> new RejectedException("No application has the client id '" + appId + "'."));
  }

  private void put(Store store, Application application) {
    applications.put(store, DirectoryIndex.fold(application.appId()), application);
    index.put(application);
  }

  private void put(Store store, ServicePrincipal principal) {
    principals.put(store, DirectoryIndex.fold(principal.objectId()), principal);
    index.put(principal);
  }

  private void put(Store store, RoleAssignment assignment) {
    assignments.put(store, Scopes.fold(assignment.id()), assignment);
    index.put(assignment);
  }

  private void put(Store store, SigningKey key) {
    keys.put(store, key.kid(), key);
    index.put(key);
  }
}
