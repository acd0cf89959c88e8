package io.trunkline.identity.state;

import io.trunkline.identity.BuiltInRoles;
import io.trunkline.identity.ManagedIdentity;
import io.trunkline.identity.RoleAssignment;
import io.trunkline.identity.RoleDefinition;
import io.trunkline.identity.Scopes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The directory in memory, as last committed. Any thread may read; the shard's thread alone writes.
 *
 * <p>Every change ends with a new {@link #version}: what somebody worked out from the index holds
 * as long as the version that was read <em>before</em> has not changed.
 */
public final class DirectoryIndex {
  private final Map<String, Application> applications = new ConcurrentHashMap<>();
  private final Map<String, String> appIdsByUri = new ConcurrentHashMap<>();
  private final Map<String, ServicePrincipal> principals = new ConcurrentHashMap<>();
  private final Map<String, String> objectIdsByAppId = new ConcurrentHashMap<>();
  private final Map<String, ManagedIdentity> identities = new ConcurrentHashMap<>();
  private final Map<String, RoleAssignment> assignments = new ConcurrentHashMap<>();
  private final Map<String, Map<String, RoleAssignment>> byPrincipal = new ConcurrentHashMap<>();
  private final Map<String, RoleDefinition> customRoles = new ConcurrentHashMap<>();
  private final Map<String, SigningKey> keys = new ConcurrentHashMap<>();
  private final AtomicLong version = new AtomicLong();
  private volatile @Nullable Tenant tenant;

  /** Returns a number that changes with every change of the directory. */
  public long version() {
    return version.get();
  }

  public Optional<Tenant> tenant() {
    return Optional.ofNullable(tenant);
  }

  public Optional<Application> application(String appId) {
    return Optional.ofNullable(applications.get(fold(appId)));
  }

  /** Returns the application with an App ID URI, compared without case and slash at the end. */
  public Optional<Application> applicationByUri(String uri) {
    return Optional.ofNullable(appIdsByUri.get(Scopes.fold(uri))).flatMap(this::application);
  }

  /** Returns all applications, ordered by display name. */
  public List<Application> applications() {
    return applications.values().stream()
        .sorted(Comparator.comparing(Application::displayName).thenComparing(Application::appId))
        .toList();
  }

  public Optional<ServicePrincipal> principal(String objectId) {
    return Optional.ofNullable(principals.get(fold(objectId)));
  }

  public Optional<ServicePrincipal> principalByAppId(String appId) {
    return Optional.ofNullable(objectIdsByAppId.get(fold(appId))).flatMap(this::principal);
  }

  /** Returns all service principals, ordered by display name. */
  public List<ServicePrincipal> principals() {
    return principals.values().stream()
        .sorted(
            Comparator.comparing(ServicePrincipal::displayName)
                .thenComparing(ServicePrincipal::objectId))
        .toList();
  }

  public Optional<ManagedIdentity> identity(String resourceId) {
    return Optional.ofNullable(identities.get(Scopes.fold(resourceId)));
  }

  public Collection<ManagedIdentity> identities() {
    return List.copyOf(identities.values());
  }

  /** Returns what was given to a principal, in no order. */
  public Collection<RoleAssignment> assignmentsOf(String principalId) {
    return byPrincipal.getOrDefault(fold(principalId), Map.of()).values();
  }

  /** Returns a built-in or custom role by its GUID. */
  public Optional<RoleDefinition> role(String name) {
    Optional<RoleDefinition> builtIn = BuiltInRoles.find(name);
    return builtIn.isPresent() ? builtIn : Optional.ofNullable(customRoles.get(fold(name)));
  }

  /** Returns the custom roles, ordered by name. */
  public List<RoleDefinition> customRoles() {
    return customRoles.values().stream()
        .sorted(Comparator.comparing(RoleDefinition::roleName))
        .toList();
  }

  /** Returns the published keys, ordered by id. */
  public List<SigningKey> keys() {
    return keys.values().stream().sorted(Comparator.comparing(SigningKey::kid)).toList();
  }

  public Optional<SigningKey> key(SigningKey.Use use) {
    return keys.values().stream().filter(key -> key.use() == use).findFirst();
  }

  void clear() {
    tenant = null;
    for (Map<?, ?> map :
        List.of(
            applications,
            appIdsByUri,
            principals,
            objectIdsByAppId,
            identities,
            assignments,
            byPrincipal,
            customRoles,
            keys)) {
      map.clear();
    }
    changed();
  }

  void changed() {
    version.incrementAndGet();
  }

  void put(Tenant changed) {
    tenant = changed;
  }

  void put(Application application) {
    Application before = applications.put(fold(application.appId()), application);
    if (before != null) {
      before.identifierUris().forEach(uri -> appIdsByUri.remove(Scopes.fold(uri)));
    }
    application
        .identifierUris()
        .forEach(uri -> appIdsByUri.put(Scopes.fold(uri), application.appId()));
  }

  void remove(Application application) {
    applications.remove(fold(application.appId()));
    application.identifierUris().forEach(uri -> appIdsByUri.remove(Scopes.fold(uri)));
  }

  void put(ServicePrincipal principal) {
    principals.put(fold(principal.objectId()), principal);
    objectIdsByAppId.put(fold(principal.appId()), principal.objectId());
  }

  void remove(ServicePrincipal principal) {
    principals.remove(fold(principal.objectId()));
    objectIdsByAppId.remove(fold(principal.appId()), principal.objectId());
  }

  void put(ManagedIdentity identity) {
    identities.put(Scopes.fold(identity.resourceId()), identity);
  }

  void remove(ManagedIdentity identity) {
    identities.remove(Scopes.fold(identity.resourceId()));
  }

  void put(RoleAssignment assignment) {
    removeAssignment(assignment.id());
    assignments.put(Scopes.fold(assignment.id()), assignment);
    byPrincipal
        .computeIfAbsent(fold(assignment.principalId()), key -> new ConcurrentHashMap<>())
        .put(Scopes.fold(assignment.id()), assignment);
  }

  boolean removeAssignment(String id) {
    RoleAssignment before = assignments.remove(Scopes.fold(id));
    if (before == null) {
      return false;
    }
    Map<String, RoleAssignment> given = byPrincipal.get(fold(before.principalId()));
    given.remove(Scopes.fold(id));
    if (given.isEmpty()) {
      byPrincipal.remove(fold(before.principalId()));
    }
    return true;
  }

  void put(RoleDefinition role) {
    customRoles.put(fold(role.name()), role);
  }

  boolean removeRole(String name) {
    return customRoles.remove(fold(name)) != null;
  }

  void put(SigningKey key) {
    keys.put(key.kid(), key);
  }

  void remove(SigningKey key) {
    keys.remove(key.kid());
  }

  List<RoleAssignment> copyOfAssignments(String principalId) {
    return new ArrayList<>(assignmentsOf(principalId));
  }

  static String fold(String guid) {
    return guid.toLowerCase(Locale.ROOT);
  }
}
