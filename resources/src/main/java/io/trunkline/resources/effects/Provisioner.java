package io.trunkline.resources.effects;

import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardUnavailableException;
import io.trunkline.resources.Resource;
import io.trunkline.resources.Resource.ProvisioningState;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceType;
import io.trunkline.resources.service.Leadership;
import io.trunkline.resources.service.ManagedIdentities;
import io.trunkline.resources.service.TypeRegistry;
import io.trunkline.resources.state.ControlCommand;
import io.trunkline.resources.state.ControlCommand.CompleteProvisioning;
import io.trunkline.resources.state.ControlCommand.CompleteRemoval;
import io.trunkline.resources.state.ControlIndex;
import io.trunkline.resources.state.Entry;
import io.trunkline.resources.state.Failure;
import io.trunkline.resources.state.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the owning rooms bring resources about and take them back, one at a time for each resource.
 */
public final class Provisioner {
  private static final Logger LOG = LoggerFactory.getLogger(Provisioner.class);

  private final ControlIndex index;
  private final TypeRegistry types;
  private final ManagedIdentities identities;
  private final Adoptions adoptions;
  private final Leadership leadership;
  private final KeyedLocks locks = new KeyedLocks();

  public Provisioner(
      ControlIndex index,
      TypeRegistry types,
      ManagedIdentities identities,
      Adoptions adoptions,
      Leadership leadership) {
    this.index = index;
    this.types = types;
    this.identities = identities;
    this.adoptions = adoptions;
    this.leadership = leadership;
  }

  /** Provisions every resource again, those nearer to the root before those below them. */
  void provisionAll(Shard<ControlCommand<?>> shard) {
    Map<Long, List<Entry>> byDepth = new TreeMap<>();
    for (Entry entry : index.resources()) {
      long depth = entry.resource().id().toString().chars().filter(c -> c == '/').count();
      byDepth.computeIfAbsent(depth, key -> new ArrayList<>()).add(entry);
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (List<Entry> level : byDepth.values()) {
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (Entry entry : level) {
          running.add(CompletableFuture.runAsync(() -> provisionAgain(entry, shard), threads));
        }
        CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
      }
    }
  }

  private void provisionAgain(Entry entry, Shard<ControlCommand<?>> shard) {
    Resource resource = entry.resource();
    if (resource.state() == ProvisioningState.DELETING) {
      return;
    }
    Failure failure = attempt(resource, this::bringAbout);
    if (failure != null) {
      LOG.error(
          "{} could not be provisioned again at start: {}: {} Put it again once that is mended.",
          resource.id(),
          failure.code(),
          failure.message());
    }
    boolean succeeded = resource.state() == ProvisioningState.SUCCEEDED;
    boolean outboxDecides = resource.state() == ProvisioningState.ACCEPTED;
    if (!outboxDecides && succeeded != (failure == null)) {
      shard
          .submit(
              new CompleteProvisioning(
                  resource.id().toString(), resource.revision(), null, failure))
          .join();
    }
  }

  /** Provisions the revision of an outbox entry, unless a newer one or a deletion is under way. */
  ControlCommand<?> provision(Work work, String operation) {
    Failure failure =
        index
            .resource(ResourceId.parse(work.id()))
            .map(Entry::resource)
            .filter(resource -> resource.revision() == work.revision())
            .filter(resource -> resource.state() != ProvisioningState.DELETING)
            .map(resource -> attempt(resource, this::bringAbout))
            .orElse(null);
    return new CompleteProvisioning(work.id(), work.revision(), operation, failure);
  }

  /** Removes a resource and everything below it, the deepest first. */
  ControlCommand<?> remove(Work work, String operation) {
    ResourceId root = ResourceId.parse(work.id());
    List<Entry> subtree = new ArrayList<>();
    index.resource(root).ifPresent(subtree::add);
    subtree.addAll(index.below(root));
    for (Entry entry : subtree.reversed()) {
      Failure failure = attempt(entry.resource(), this::takeBack);
      if (failure != null) {
        return new CompleteRemoval(work.id(), operation, failure);
      }
    }
    return new CompleteRemoval(work.id(), operation, null);
  }

  private void bringAbout(Resource resource) {
    Optional<Resource> current = index.resource(resource.id()).map(Entry::resource);
    if (current.map(Resource::revision).filter(now -> now == resource.revision()).isEmpty()) {
      return;
    }
    adoptions.current(resource.id()).join();
    leadership.require();
    identities.provision(resource);
    type(resource).provision(resource);
  }

  private void takeBack(Resource resource) {
    leadership.require();
    type(resource).remove(resource);
    identities.remove(resource);
  }

  private ResourceType type(Resource resource) {
    return types
        .type(resource.id().type())
        .orElseThrow(
            () ->
                new ResourceException(
                    500,
                    "NoRegisteredProviderFound",
                    "No provider of this node knows the type " + resource.id().type() + "."));
  }

  /** Returns why it failed, or null; throws only what is worth another try by itself. */
  private @Nullable Failure attempt(Resource resource, Consumer<Resource> step) {
    Failure[] failure = {null};
    locks.with(
        resource.id().folded(),
        () -> {
          try {
            step.accept(resource);
          } catch (ResourceException e) {
            failure[0] = Failure.of(e);
          } catch (RuntimeException e) {
            failure[0] = unexpected(resource, e);
          }
        });
    return failure[0];
  }

  private static Failure unexpected(Resource resource, RuntimeException thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (cause instanceof ResourceException known) {
      return Failure.of(known);
    }
    if (cause instanceof ShardUnavailableException unavailable) {
      throw unavailable;
    }
    LOG.error("{} failed unexpectedly; this is a fault of Trunkline.", resource.id(), cause);
    return new Failure(
        500,
        "InternalServerError",
        "The resource provider failed unexpectedly; the node's log has the details.",
        resource.id().toString());
  }
}
