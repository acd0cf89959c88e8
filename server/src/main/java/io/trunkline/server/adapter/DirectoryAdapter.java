package io.trunkline.server.adapter;

import io.trunkline.identity.Directory;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.service.PrincipalDirectory;
import java.util.List;

/** Pushes the identities and roles of the resource tree into identity. */
public final class DirectoryAdapter implements PrincipalDirectory {
  private final Directory directory;

  public DirectoryAdapter(Directory directory) {
    this.directory = directory;
  }

  @Override
  public void putManagedIdentity(ManagedIdentity identity) {
    directory.putManagedIdentity(
        new io.trunkline.identity.ManagedIdentity(
            identity.resource().toString(),
            identity.principalId(),
            identity.clientId(),
            identity.systemAssigned()));
  }

  @Override
  public void removeManagedIdentity(ResourceId resource) {
    directory.removeManagedIdentity(resource.toString());
  }

  @Override
  public boolean exists(String objectId) {
    return directory.principalExists(objectId);
  }

  @Override
  public void putRoleAssignment(RoleAssignment assignment) {
    if (assignment.condition() != null) {
      // Without the condition the role would reach further than was asked for.
      throw ResourceException.badRequest(
          "ConditionNotSupported", "Role assignments with a condition are not supported.");
    }
    directory.putRoleAssignment(
        new io.trunkline.identity.RoleAssignment(
            assignment.id().toString(),
            assignment.scope().toString(),
            assignment.roleName(),
            assignment.principalId()));
  }

  @Override
  public void removeRoleAssignment(ResourceId id) {
    directory.removeRoleAssignment(id.toString());
  }

  @Override
  public void putRoleDefinition(RoleDefinition definition) {
    directory.putRoleDefinition(
        new io.trunkline.identity.RoleDefinition(
            definition.name(),
            definition.roleName(),
            definition.description(),
            definition.builtIn(),
            definition.permissions().stream()
                .map(
                    permission ->
                        new io.trunkline.identity.RolePermission(
                            permission.actions(),
                            permission.notActions(),
                            permission.dataActions(),
                            permission.notDataActions()))
                .toList(),
            definition.assignableScopes()));
  }

  @Override
  public void removeRoleDefinition(String name) {
    directory.removeRoleDefinition(name);
  }

  @Override
  public List<RoleDefinition> builtInRoles() {
    return directory.roleDefinitions().stream()
        .filter(io.trunkline.identity.RoleDefinition::builtIn)
        .map(
            role ->
                new RoleDefinition(
                    role.name(),
                    role.roleName(),
                    role.description(),
                    true,
                    role.permissions().stream()
                        .map(
                            permission ->
                                new RolePermission(
                                    permission.actions(),
                                    permission.notActions(),
                                    permission.dataActions(),
                                    permission.notDataActions()))
                        .toList(),
                    role.assignableScopes()))
        .toList();
  }
}
