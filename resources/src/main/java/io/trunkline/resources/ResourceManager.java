package io.trunkline.resources;

import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.Kernel;
import io.trunkline.kernel.ShardId;
import io.trunkline.resources.effects.ControlEffects;
import io.trunkline.resources.effects.Provisioner;
import io.trunkline.resources.service.ManagedIdentities;
import io.trunkline.resources.service.Operations;
import io.trunkline.resources.service.PrincipalDirectory;
import io.trunkline.resources.service.Tree;
import io.trunkline.resources.service.TypeRegistry;
import io.trunkline.resources.service.Watchers;
import io.trunkline.resources.state.ControlMachine;
import io.trunkline.resources.type.ResourceGroupType;
import io.trunkline.resources.type.RoleAssignmentType;
import io.trunkline.resources.type.RoleDefinitionType;
import io.trunkline.resources.type.UserAssignedIdentityType;
import java.util.List;

/**
 * The control plane of a node. Built in this order, because the rooms need the tree and the tree
 * needs their types: construct, hand {@link #tree()} to the rooms, {@link #register} what they
 * declare, {@link #open}.
 */
public final class ResourceManager {
  /** The name of the control shard. */
  public static final ShardId SHARD = new ShardId("control");

  private final ControlMachine machine = new ControlMachine();
  private final TypeRegistry types = new TypeRegistry();
  private final Tree tree;
  private final ControlEffects effects;

  public ResourceManager(
      ControlPlaneSettings settings, PrincipalDirectory directory, IdSource ids) {
    ManagedIdentities identities =
        new ManagedIdentities(machine.index(), directory, ids, settings.tenantId());
    Operations operations = new Operations();
    Watchers watchers = new Watchers(machine.index());
    tree = new Tree(settings, machine.index(), types, identities, operations, watchers, ids);
    effects =
        new ControlEffects(
            tree,
            new Provisioner(machine.index(), types, identities),
            operations,
            watchers,
            (id, operation) -> {
              throw new UnsupportedOperationException();
            });
    register(
        new ResourceProvider("Microsoft.Resources", List.of(new ResourceGroupType()), List.of()));
    register(
        new ResourceProvider(
            "Microsoft.ManagedIdentity",
            List.of(new UserAssignedIdentityType(directory, ids, settings.tenantId())),
            List.of()));
    register(
        new ResourceProvider(
            "Microsoft.Authorization",
            List.of(new RoleDefinitionType(directory), new RoleAssignmentType(directory, tree)),
            List.of()));
  }

  /** Returns the tree; it answers once the control shard is open. */
  public ResourceTree tree() {
    return tree;
  }

  /** Adds a room's types; before {@link #open}. */
  public void register(ResourceProvider provider) {
    types.register(provider);
  }

  /**
   * Opens the control shard and has every resource provisioned again; returns once that is done.
   * The shards of the rooms have to be open.
   */
  public void open(Kernel kernel) {
    kernel.open(SHARD, machine, effects);
    effects.started().join();
  }
}
