package io.trunkline.identity.service;

import io.trunkline.identity.BuiltInRoles;
import io.trunkline.identity.Directory;
import io.trunkline.identity.ManagedIdentity;
import io.trunkline.identity.RoleAssignment;
import io.trunkline.identity.RoleDefinition;
import io.trunkline.identity.state.DirectoryIndex;
import io.trunkline.identity.state.IdentityCommand;
import io.trunkline.identity.state.IdentityCommand.PutManagedIdentity;
import io.trunkline.identity.state.IdentityCommand.PutRoleAssignment;
import io.trunkline.identity.state.IdentityCommand.PutRoleDefinition;
import io.trunkline.identity.state.IdentityCommand.RemoveManagedIdentity;
import io.trunkline.identity.state.IdentityCommand.RemoveRoleAssignment;
import io.trunkline.identity.state.IdentityCommand.RemoveRoleDefinition;
import io.trunkline.kernel.RejectedException;
import io.trunkline.kernel.Shard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The directory in the identity shard. What already stands there is not written again: the tree
 * repeats everything at each start.
 */
public final class ShardDirectory implements Directory {
  private final Shard<IdentityCommand> shard;
  private final DirectoryIndex index;

  public ShardDirectory(Shard<IdentityCommand> shard, DirectoryIndex index) {
    this.shard = shard;
    this.index = index;
  }

  @Override
  public void putManagedIdentity(ManagedIdentity identity) {
    if (!fresh(() -> index.identity(identity.resourceId())).equals(Optional.of(identity))) {
      Replies.await(shard.submit(new PutManagedIdentity(identity)));
    }
  }

  @Override
  public void removeManagedIdentity(String resourceId) {
    if (fresh(() -> index.identity(resourceId)).isPresent()) {
      Replies.await(shard.submit(new RemoveManagedIdentity(resourceId)));
    }
  }

  @Override
  public boolean principalExists(String objectId) {
    return index.principal(objectId).isPresent();
  }

  @Override
  public void putRoleAssignment(RoleAssignment assignment) {
    if (!fresh(() -> index.assignmentsOf(assignment.principalId())).contains(assignment)) {
      Replies.await(shard.submit(new PutRoleAssignment(assignment)));
    }
  }

  @Override
  public void removeRoleAssignment(String id) {
    Replies.await(shard.submit(new RemoveRoleAssignment(id)));
  }

  @Override
  public void putRoleDefinition(RoleDefinition role) {
    if (BuiltInRoles.find(role.name()).isPresent()) {
      throw new RejectedException("'" + role.name() + "' is a built-in role.");
    }
    if (!fresh(() -> index.role(role.name())).equals(Optional.of(role))) {
      Replies.await(shard.submit(new PutRoleDefinition(role)));
    }
  }

  @Override
  public void removeRoleDefinition(String name) {
    Replies.await(shard.submit(new RemoveRoleDefinition(name)));
  }

  /** Reads after everything that was acknowledged on any node. */
  private <T> T fresh(Supplier<T> read) {
    return Replies.await(shard.query(read));
  }

  @Override
  public List<RoleDefinition> roleDefinitions() {
    List<RoleDefinition> roles = new ArrayList<>(BuiltInRoles.all());
    roles.addAll(index.customRoles());
    return List.copyOf(roles);
  }
}
