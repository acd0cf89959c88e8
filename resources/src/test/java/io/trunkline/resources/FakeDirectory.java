package io.trunkline.resources;

import io.trunkline.resources.service.PrincipalDirectory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A directory in memory with one built-in role. */
public final class FakeDirectory implements PrincipalDirectory {
  public static final String READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
  public final Map<ResourceId, ManagedIdentity> identities = new ConcurrentHashMap<>();
  public final Map<ResourceId, RoleAssignment> assignments = new ConcurrentHashMap<>();
  public final Map<String, RoleDefinition> roles = new ConcurrentHashMap<>();

  @Override
  public void putManagedIdentity(ManagedIdentity identity) {
    identities.put(identity.resource(), identity);
  }

  @Override
  public void removeManagedIdentity(ResourceId resource) {
    identities.remove(resource);
  }

  @Override
  public boolean exists(String objectId) {
    return identities.values().stream().anyMatch(it -> it.principalId().equals(objectId));
  }

  @Override
  public void putRoleAssignment(RoleAssignment assignment) {
    assignments.put(assignment.id(), assignment);
  }

  @Override
  public void removeRoleAssignment(ResourceId id) {
    assignments.remove(id);
  }

  @Override
  public void putRoleDefinition(RoleDefinition definition) {
    roles.put(definition.name(), definition);
  }

  @Override
  public void removeRoleDefinition(String name) {
    roles.remove(name);
  }

  @Override
  public List<RoleDefinition> builtInRoles() {
    RolePermission read = new RolePermission(Set.of("*/read"), Set.of(), Set.of(), Set.of());
    return List.of(
        new RoleDefinition(READER, "Reader", "View all", true, List.of(read), List.of("/")));
  }
}
