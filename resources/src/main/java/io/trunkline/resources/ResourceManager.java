package io.trunkline.resources;

import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.Kernel;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ShardUnavailableException;
import io.trunkline.resources.deployment.DeploymentEngine;
import io.trunkline.resources.deployment.DeploymentRecords;
import io.trunkline.resources.deployment.Deployments;
import io.trunkline.resources.effects.Adoptions;
import io.trunkline.resources.effects.ControlEffects;
import io.trunkline.resources.effects.Provisioner;
import io.trunkline.resources.service.ControlAccess;
import io.trunkline.resources.service.Leadership;
import io.trunkline.resources.service.ManagedIdentities;
import io.trunkline.resources.service.Operations;
import io.trunkline.resources.service.PrincipalDirectory;
import io.trunkline.resources.service.Tree;
import io.trunkline.resources.service.TypeRegistry;
import io.trunkline.resources.service.Watchers;
import io.trunkline.resources.state.ControlCommand;
import io.trunkline.resources.state.ControlMachine;
import io.trunkline.resources.type.ResourceGroupType;
import io.trunkline.resources.type.RoleAssignmentType;
import io.trunkline.resources.type.RoleDefinitionType;
import io.trunkline.resources.type.UserAssignedIdentityType;
import io.trunkline.resources.wire.ResourceManagerPlane;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control plane of a node. Built in this order, because the rooms need the tree and the tree
 * needs their types: construct, {@link #open}, hand {@link #tree()} to the rooms, {@link #register}
 * what they declare, {@link #provisionAll}.
 */
public final class ResourceManager {
  private static final Logger LOG = LoggerFactory.getLogger(ResourceManager.class);

  /** How long a start waits for shards that have no leader. */
  private static final Duration ADOPTION_WAIT = Duration.ofSeconds(60);

  /** The name of the control shard. */
  public static final ShardId SHARD = new ShardId("control");

  private final ControlMachine machine = new ControlMachine();
  private final TypeRegistry types = new TypeRegistry();
  private final Tree tree;
  private final Watchers watchers;
  private final Adoptions adoptions;
  private final Leadership leadership;
  private final ControlEffects effects;
  private final Deployments deployments;
  private final ResourceManagerPlane plane;

  /**
   * @param access who may do what
   * @param directory where identities and roles are pushed to
   */
  public ResourceManager(
      ControlPlaneSettings settings,
      ControlAccess access,
      PrincipalDirectory directory,
      IdSource ids,
      InstantSource clock) {
    ManagedIdentities identities =
        new ManagedIdentities(machine.index(), directory, ids, settings.tenantId());
    Operations operations = new Operations();
    leadership = new Leadership();
    watchers = new Watchers(machine.index());
    adoptions = new Adoptions(machine.index(), types);
    tree =
        new Tree(
            settings,
            machine.index(),
            types,
            identities,
            operations,
            adoptions::current,
            watchers,
            ids);
    DeploymentRecords records = new DeploymentRecords(machine.index());
    DeploymentEngine engine =
        new DeploymentEngine(settings, tree, types, records, access, leadership, ids, clock);
    effects =
        new ControlEffects(
            tree,
            adoptions,
            leadership,
            new Provisioner(machine.index(), types, identities, adoptions, leadership),
            operations,
            watchers,
            engine::run);
    deployments = new Deployments(tree, engine, records, operations, ids);
    plane = new ResourceManagerPlane(settings, tree, types, deployments, access, ids);
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

  /** Returns the deployments, for the command line and for what a node deploys at its start. */
  public Deployments deployments() {
    return deployments;
  }

  /** Returns the REST interface, for the HTTP doors. */
  public ResourceManagerPlane plane() {
    return plane;
  }

  /** Returns the types that this node supports, for {@code TemplateCheck}. */
  public List<String> supportedTypes() {
    return types.types().stream().map(ResourceType::name).toList();
  }

  /** Adds a room's types; before {@link #open}. */
  public void register(ResourceProvider provider) {
    types.register(provider);
  }

  /** Opens the control shard: the tree answers from now on. */
  public void open(Kernel kernel) {
    Shard<ControlCommand<?>> shard = kernel.open(SHARD, machine, effects);
    tree.attach(shard);
    watchers.attach(shard);
  }

  /**
   * Completes once the rooms of this node know everything that was committed before the call,
   * wherever it was committed; fails where the control shard has no leader.
   */
  public CompletableFuture<Void> caughtUp() {
    return tree.query(() -> this).thenCompose(read -> adoptions.current());
  }

  /** Returns whether this node leads the control shard. */
  public boolean leads() {
    return leadership.leads();
  }

  /** Ends what goes on by itself; before the kernel closes. */
  public void stop() {
    adoptions.stop();
  }

  /**
   * Has this node adopt every resource and, where it leads, provision it again; returns once that
   * is done. The shards of the rooms have to be open and their types registered.
   */
  public void provisionAll() {
    effects.roomsAreOpen();
    CompletableFuture<Boolean> known =
        adoptions
            .current()
            .thenApply(done -> true)
            .completeOnTimeout(false, ADOPTION_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    if (!known.join()) {
      LOG.warn(
          "Some resources are not known here yet, because their shards have no leader; the node"
              + " goes on with the others.");
    }
    try {
      if (leadership.leads()) {
        effects.started().join();
      }
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof ShardUnavailableException)) {
        throw e;
      }
      LOG.debug("another node leads the control shard now and provisions");
    }
  }
}
