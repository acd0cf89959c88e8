package io.trunkline.testkit;

import io.trunkline.resources.ResourceId;
import io.trunkline.resources.service.PrincipalDirectory;
import java.util.List;

/** A directory in which nobody is. */
public final class NoPrincipals implements PrincipalDirectory {
  @Override
  public void putManagedIdentity(ManagedIdentity identity) {}

  @Override
  public void removeManagedIdentity(ResourceId resource) {}

  @Override
  public boolean exists(String objectId) {
    return false;
  }

  @Override
  public void putRoleAssignment(RoleAssignment assignment) {}

  @Override
  public void removeRoleAssignment(ResourceId id) {}

  @Override
  public void putRoleDefinition(RoleDefinition definition) {}

  @Override
  public void removeRoleDefinition(String name) {}

  @Override
  public List<RoleDefinition> builtInRoles() {
    return List.of();
  }
}
