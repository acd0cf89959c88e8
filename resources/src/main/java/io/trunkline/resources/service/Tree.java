package io.trunkline.resources.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.RejectedException;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardUnavailableException;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.Fields;
import io.trunkline.resources.ControlPlaneSettings;
import io.trunkline.resources.ProxiedType;
import io.trunkline.resources.Resource;
import io.trunkline.resources.Resource.ProvisioningState;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceTree;
import io.trunkline.resources.ResourceType;
import io.trunkline.resources.state.ControlCommand;
import io.trunkline.resources.state.ControlCommand.DeleteResource;
import io.trunkline.resources.state.ControlCommand.PutResource;
import io.trunkline.resources.state.ControlIndex;
import io.trunkline.resources.state.Entry;
import io.trunkline.resources.state.Failure;
import io.trunkline.resources.state.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The tree over the control shard. */
public final class Tree implements ResourceTree {
  private static final int MAX_ATTEMPTS = 16;
  private static final Duration ROOM_WAIT = Duration.ofMinutes(5);

  private final ControlPlaneSettings settings;
  private final ControlIndex index;
  private final TypeRegistry types;
  private final ManagedIdentities identities;
  private final Operations operations;
  private final Function<ResourceId, CompletableFuture<Void>> adopted;
  private final Watchers watchers;
  private final IdSource ids;
  private volatile @Nullable Shard<ControlCommand<?>> shard;

  /**
   * @param adopted completes once this node's rooms know of a resource what is applied here
   */
  public Tree(
      ControlPlaneSettings settings,
      ControlIndex index,
      TypeRegistry types,
      ManagedIdentities identities,
      Operations operations,
      Function<ResourceId, CompletableFuture<Void>> adopted,
      Watchers watchers,
      IdSource ids) {
    this.settings = settings;
    this.index = index;
    this.types = types;
    this.identities = identities;
    this.operations = operations;
    this.adopted = adopted;
    this.watchers = watchers;
    this.ids = ids;
  }

  /** Hands over the control shard once it is open. */
  public void attach(Shard<ControlCommand<?>> control) {
    shard = control;
  }

  /** Has the tree work with the shard of a first leader, which leads before it is open. */
  public void attachFirst(Shard<ControlCommand<?>> leading) {
    if (shard == null) {
      shard = leading;
    }
  }

  @Override
  public Optional<Resource> get(ResourceId id) {
    return index.resource(id).map(Entry::resource);
  }

  /** Returns a resource with what only the tree knows of it. */
  public Optional<Entry> entry(ResourceId id) {
    return index.resource(id);
  }

  @Override
  public List<Resource> list(String type, ResourceId scope) {
    return index.below(scope).stream()
        .map(Entry::resource)
        .filter(resource -> resource.id().isType(type))
        .toList();
  }

  /** Returns everything below a scope, parents before children. */
  public List<Entry> below(ResourceId scope) {
    return index.below(scope);
  }

  @Override
  public Resource put(ResourceId id, ObjectNode body) {
    return put(id, body, "trunkline", ROOM_WAIT, Precondition.NONE);
  }

  /** What has to hold when a put is committed. */
  @FunctionalInterface
  public interface Check {
    /** Throws where it does not hold; a change of the resource afterwards has it checked again. */
    void check(ResourceId id, Optional<Resource> existing);
  }

  /**
   * Puts a resource and waits for its room.
   *
   * @param wait how long to wait; a resource that is not provisioned by then is returned as {@code
   *     ACCEPTED}
   */
  public Resource put(ResourceId named, ObjectNode body, String actor, Duration wait, Check check) {
    ResourceType type = requireType(named);
    ResourceId id = canonical(named);
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      Optional<Resource> existing = get(id);
      check.check(id, existing);
      ObjectNode prepared = prepare(id, type, body, existing);
      String operation = ids.uuid().toString();
      CompletableFuture<Optional<Failure>> end = operations.expect(operation);
      try {
        Resource accepted =
            submit(
                new PutResource(
                    id.toString(),
                    parentInTree(id).map(ResourceId::toString).orElse(null),
                    prepared,
                    existing.map(Resource::revision).orElse(0L),
                    operation,
                    actor));
        await(id, end, wait)
            .ifPresent(
                failure -> {
                  throw failure.exception();
                });
        return get(id).orElse(accepted);
      } catch (Refusal refusal) {
        if (refusal.reason() != Refusal.Reason.STALE) {
          throw refused(refusal, id);
        }
      } finally {
        operations.forget(operation);
      }
    }
    throw new ResourceException(
        409, "Conflict", "'" + id + "' is being changed by others all the time: try again later.");
  }

  /** Returns what would be stored, or throws what the client would see; commits nothing. */
  public ObjectNode prepare(
      ResourceId id, ResourceType type, ObjectNode body, Optional<Resource> existing) {
    ObjectNode requested = body.deepCopy();
    Envelope.check(id, type, requested, existing);
    ObjectNode prepared = type.prepare(id, requested, existing);
    identities.complete(prepared, existing);
    if (Json.bytes(prepared).length > settings.limits().maxResourceBytes()) {
      throw new ResourceException(
          413,
          "RequestContentTooLarge",
          "A resource may have %d bytes; this one has more."
              .formatted(settings.limits().maxResourceBytes()));
    }
    return prepared;
  }

  @Override
  public boolean delete(ResourceId id) {
    return delete(id, ROOM_WAIT);
  }

  /** Deletes a resource, waiting at most {@code wait} for the rooms to take it back. */
  public boolean delete(ResourceId id, Duration wait) {
    String operation = ids.uuid().toString();
    CompletableFuture<Optional<Failure>> end = operations.expect(operation);
    try {
      boolean there = submit(new DeleteResource(id.toString(), operation));
      await(id, end, wait)
          .ifPresent(
              failure -> {
                throw failure.exception();
              });
      return there;
    } finally {
      operations.forget(operation);
    }
  }

  @Override
  public ObjectNode view(Resource resource) {
    Entry entry =
        index
            .resource(resource.id())
            .filter(found -> found.resource().revision() == resource.revision())
            .orElse(new Entry(resource, "", "", null));
    return Envelope.view(entry, requireType(resource.id()));
  }

  /**
   * Returns what a client sees of a resource, in the tree or not.
   *
   * @throws ResourceException {@code ResourceNotFound}
   */
  public ObjectNode read(ResourceId id) {
    Optional<ProxiedType> proxied = types.proxied(id.type());
    if (proxied.isPresent()) {
      return (ObjectNode) proxied.get().get(id, Fields.none());
    }
    ensureImplied(id);
    return view(get(id).orElseThrow(() -> ResourceException.notFound(id)));
  }

  @Override
  public JsonNode action(ResourceId id, String action, JsonNode body) {
    Optional<ProxiedType> proxied = types.proxied(id.type());
    if (proxied.isPresent()) {
      return proxied.get().action(id, action, body);
    }
    ResourceType type = requireType(id);
    Resource resource = get(id).orElseThrow(() -> ResourceException.notFound(id));
    ResourceType.Action found = type.actions().get(action.toLowerCase(Locale.ROOT));
    if (found == null) {
      throw ResourceException.badRequest(
          "InvalidResourceAction", "'" + action + "' is not an action of " + type.name() + ".");
    }
    return found.run(resource, body);
  }

  @Override
  public void watch(Consumer<Change> listener) {
    watchers.add(listener);
  }

  /** Returns the entity tag of a resource. */
  public static String etag(Resource resource) {
    return Envelope.etag(resource);
  }

  /**
   * Returns the type of {@code id}, checked to stand where it may.
   *
   * @throws ResourceException {@code InvalidResourceType} or {@code SubscriptionNotFound}
   */
  public ResourceType requireType(ResourceId id) {
    String name = id.type();
    ResourceType type =
        types
            .type(name)
            .orElseThrow(
                () ->
                    ResourceException.badRequest(
                        "InvalidResourceType",
                        "The resource type '" + name + "' is not supported by this node."));
    requireSubscription(id);
    int providers = id.toString().toLowerCase(Locale.ROOT).split("/providers/", -1).length - 1;
    if (providers > 1 && !type.extension()) {
      throw ResourceException.badRequest(
          "InvalidResourceType",
          name + " is no extension resource: it cannot stand at '" + id + "'.");
    }
    if (providers == 1 && !type.extension() && type.tracked() && id.resourceGroup().isEmpty()) {
      throw ResourceException.badRequest(
          "InvalidResourceType", "A resource of type " + name + " stands in a resource group.");
    }
    return type;
  }

  /** Checks that the subscription of {@code id}, if it is in one, is one of this node. */
  public void requireSubscription(ResourceId id) {
    Optional<String> unknown =
        id.subscription()
            .filter(
                name ->
                    settings.subscriptions().stream()
                        .noneMatch(known -> known.id().equalsIgnoreCase(name)));
    if (unknown.isPresent()) {
      throw new ResourceException(
          404,
          "SubscriptionNotFound",
          "The subscription '" + unknown.get() + "' could not be found.");
    }
  }

  /** Returns what has to exist in the tree for {@code id}; brings implied parents about. */
  private Optional<ResourceId> parentInTree(ResourceId id) {
    ResourceId parent = id.parent().orElse(ResourceId.ROOT);
    if (parent.equals(ResourceId.ROOT)
        || (parent.resourceGroup().isEmpty()
            && parent.subscription().isPresent()
            && !parent.toString().contains("/providers/"))
        || types.proxied(parent.type()).isPresent()) {
      return Optional.empty();
    }
    ensureImplied(parent);
    return Optional.of(parent);
  }

  /** Puts a resource that is there as soon as its parent is, where it does not stand yet. */
  public void ensureImplied(ResourceId id) {
    Optional<ResourceType> type = types.type(id.type());
    boolean implied =
        type.flatMap(ResourceType::impliedName).filter(id.name()::equalsIgnoreCase).isPresent();
    Optional<ResourceId> parent = id.parent();
    if (implied && get(id).isEmpty() && parent.isPresent()) {
      ensureImplied(parent.get());
      if (get(parent.get()).isPresent()) {
        put(id, Json.object());
      }
    }
  }

  private ResourceException refused(Refusal refusal, ResourceId id) {
    return switch (refusal.reason()) {
      case PARENT_MISSING -> parentMissing(id);
      case BEING_DELETED ->
          new ResourceException(
              409,
              get(id.scope())
                      .filter(group -> group.state() == ProvisioningState.DELETING)
                      .isPresent()
                  ? "ResourceGroupBeingDeleted"
                  : "Conflict",
              "'" + id + "' or its parent is being deleted: try again later.");
      case STALE, DEPLOYMENT_ACTIVE, DEPLOYMENT_NOT_ACTIVE, DEPLOYMENT_MISSING -> throw refusal;
    };
  }

  /** Returns an id in the case in which it, or what it lies below, was first put. */
  private ResourceId canonical(ResourceId id) {
    Optional<ResourceId> known = get(id).map(Resource::id);
    if (known.isPresent() || id.parent().isEmpty()) {
      return known.orElse(id);
    }
    ResourceId parent = id.parent().get();
    int rest = parent.equals(ResourceId.ROOT) ? 0 : parent.toString().length();
    String prefix = rest == 0 ? "" : canonical(parent).toString();
    return ResourceId.parse(prefix + id.toString().substring(rest));
  }

  private ResourceException parentMissing(ResourceId id) {
    ResourceId group = id.scope();
    if (group.resourceGroup().isPresent() && get(group).isEmpty()) {
      return groupMissing(group);
    }
    return new ResourceException(
        404,
        "ParentResourceNotFound",
        "Can not perform requested operation on nested resource. Parent resource '%s' not found."
            .formatted(id.parent().map(ResourceId::name).orElse("")));
  }

  /** Returns the error for a resource group that does not exist. */
  public static ResourceException groupMissing(ResourceId group) {
    return new ResourceException(
        404,
        "ResourceGroupNotFound",
        "Resource group '" + group.resourceGroup().orElse("") + "' could not be found.");
  }

  /** Reads after everything that was committed anywhere before the call has been applied here. */
  public <R> CompletableFuture<R> query(Supplier<R> query) {
    Shard<ControlCommand<?>> control = shard;
    return control == null
        ? CompletableFuture.failedFuture(
            new ShardUnavailableException("The control shard is not open yet."))
        : control.query(query);
  }

  /**
   * Waits until everything that was committed anywhere before the call has been applied here: what
   * is read after that is not older than what another node has answered.
   *
   * @throws ShardUnavailableException where no majority confirms it
   */
  public void confirm() {
    try {
      query(() -> true).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof ShardUnavailableException unavailable) {
        throw unavailable;
      }
      throw e;
    }
  }

  /**
   * Submits a command and waits for its commit.
   *
   * @throws Refusal when the machine refuses it
   * @throws ResourceException 413 when it is larger than the kernel takes
   */
  public <R> R submit(ControlCommand<R> command) {
    Shard<ControlCommand<?>> control = shard;
    if (control == null) {
      throw new ShardUnavailableException("The control shard is not open yet.");
    }
    try {
      return control.submit(command).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RejectedException refused && !(refused instanceof Refusal)) {
        throw new ResourceException(413, "RequestContentTooLarge", refused.getMessage());
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Waits for the end of an operation, and for this node to know of it. */
  private Optional<Failure> await(
      ResourceId id, CompletableFuture<Optional<Failure>> end, Duration wait) {
    try {
      return end.thenCompose(ended -> adopted.apply(id).thenApply(known -> ended))
          .get(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ShardUnavailableException("The node is stopping.", true, e);
    }
  }
}
