package io.trunkline.resources.state;

import io.trunkline.kernel.ApplyContext;
import io.trunkline.kernel.CborCodec;
import io.trunkline.kernel.Codec;
import io.trunkline.kernel.Keys;
import io.trunkline.kernel.OutboxEntry;
import io.trunkline.kernel.StateMachine;
import io.trunkline.kernel.Store;
import io.trunkline.resources.Resource;
import io.trunkline.resources.Resource.ProvisioningState;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceTree.Change;
import io.trunkline.resources.state.ControlCommand.CompleteProvisioning;
import io.trunkline.resources.state.ControlCommand.CompleteRemoval;
import io.trunkline.resources.state.ControlCommand.DeleteResource;
import io.trunkline.resources.state.ControlCommand.PutResource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The control shard's machine. Deployments are {@link DeploymentHistory}'s part of it. */
public final class ControlMachine implements StateMachine<ControlCommand<?>> {
  @SuppressWarnings({"unchecked", "rawtypes"}) // the sealed interface is generic in its reply only
  private static final Codec<ControlCommand<?>> CODEC =
      (Codec<ControlCommand<?>>) (Codec) CborCodec.of(ControlCommand.class);

  private final ControlIndex index = new ControlIndex();
  private final DeploymentHistory history = new DeploymentHistory(index);

  /** Returns everything committed, for reading from any thread. */
  public ControlIndex index() {
    return index;
  }

  @Override
  public Codec<ControlCommand<?>> codec() {
    return CODEC;
  }

  @Override
  public void restore(Store store) {
    index.clear();
    store.scanPrefix(
        Keys.of("resource").bytes(),
        (key, value) -> {
          index.put(Entry.decode(value));
          return true;
        });
    history.restore(store);
  }

  @Override
  public @Nullable Object apply(ControlCommand<?> command, ApplyContext context) {
    return switch (command) {
      case PutResource put -> put(put, context);
      case CompleteProvisioning complete -> complete(complete, context);
      case DeleteResource delete -> delete(delete, context);
      case CompleteRemoval complete -> complete(complete, context);
      case ControlCommand.StartDeployment start -> history.start(start, context);
      case ControlCommand.RecordOperation operation -> history.record(operation, context);
      case ControlCommand.CancelDeployment cancel -> history.cancel(cancel, context);
      case ControlCommand.FinishDeployment finish -> history.finish(finish, context);
      case ControlCommand.ForgetDeployments forget -> history.forget(forget, context);
    };
  }

  private Resource put(PutResource put, ApplyContext context) {
    ResourceId id = ResourceId.parse(put.id());
    Optional<Entry> existing = index.resource(id);
    if (existing.isPresent() && existing.get().resource().state() == ProvisioningState.DELETING) {
      throw new Refusal(Refusal.Reason.BEING_DELETED, put.id());
    }
    if (existing.map(entry -> entry.resource().revision()).orElse(0L) != put.expectedRevision()) {
      throw new Refusal(Refusal.Reason.STALE, put.id());
    }
    if (put.parent() != null) {
      ResourceId parent = ResourceId.parse(put.parent());
      Entry above =
          index
              .resource(parent)
              .orElseThrow(() -> new Refusal(Refusal.Reason.PARENT_MISSING, put.parent()));
      if (above.resource().state() == ProvisioningState.DELETING) {
        throw new Refusal(Refusal.Reason.BEING_DELETED, put.parent());
      }
    }
    Instant now = Instant.ofEpochMilli(context.now());
    Resource resource =
        new Resource(
            existing.map(entry -> entry.resource().id()).orElse(id),
            put.body(),
            context.sequence(),
            ProvisioningState.ACCEPTED,
            existing.map(entry -> entry.resource().createdAt()).orElse(now),
            now);
    write(
        new Entry(resource, existing.map(Entry::createdBy).orElse(put.actor()), put.actor(), null),
        context);
    Work work = new Work(resource.id().toString(), resource.revision());
    context.enqueue(new OutboxEntry(put.operation(), Work.PROVISION, work.encode()));
    return resource;
  }

  private @Nullable Void complete(CompleteProvisioning complete, ApplyContext context) {
    Optional<Entry> entry = index.resource(ResourceId.parse(complete.id()));
    // A newer revision, or a deletion, has its own work: this one's outcome no longer matters.
    if (entry.isPresent()
        && entry.get().resource().revision() == complete.revision()
        && entry.get().resource().state() != ProvisioningState.DELETING) {
      ProvisioningState state =
          complete.failure() == null ? ProvisioningState.SUCCEEDED : ProvisioningState.FAILED;
      write(entry.get().in(state, complete.failure()), context);
    }
    end(complete.operation(), complete.failure(), context);
    return null;
  }

  private boolean delete(DeleteResource delete, ApplyContext context) {
    ResourceId id = ResourceId.parse(delete.id());
    if (index.resource(id).isEmpty()) {
      end(delete.operation(), null, context);
      return false;
    }
    for (Entry entry : subtree(id)) {
      write(entry.in(ProvisioningState.DELETING, null), context);
    }
    context.enqueue(
        new OutboxEntry(delete.operation(), Work.REMOVE, new Work(delete.id(), 0).encode()));
    return true;
  }

  private @Nullable Void complete(CompleteRemoval complete, ApplyContext context) {
    ResourceId id = ResourceId.parse(complete.id());
    for (Entry entry : subtree(id).reversed()) {
      if (complete.failure() != null) {
        write(entry.in(ProvisioningState.FAILED, complete.failure()), context);
      } else {
        ResourceId gone = entry.resource().id();
        context.store().delete(key(gone));
        index.remove(gone);
        context.emit(new Notice.Changed(new Change.Removed(gone)));
      }
    }
    if (complete.failure() == null) {
      history.forgetBelow(id, context);
    }
    end(complete.operation(), complete.failure(), context);
    return null;
  }

  private List<Entry> subtree(ResourceId id) {
    List<Entry> subtree = new ArrayList<>();
    index.resource(id).ifPresent(subtree::add);
    subtree.addAll(index.below(id));
    return subtree;
  }

  private void write(Entry entry, ApplyContext context) {
    context.store().put(key(entry.resource().id()), entry.encode());
    index.put(entry);
    context.emit(new Notice.Changed(new Change.Put(entry.resource())));
  }

  private static void end(
      @Nullable String operation, @Nullable Failure failure, ApplyContext context) {
    if (operation != null) {
      context.finish(operation);
      context.emit(new Notice.Ended(operation, failure));
    }
  }

  private static byte[] key(ResourceId id) {
    return Keys.of("resource").text(id.folded()).bytes();
  }
}
