package io.trunkline.resources.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.kernel.ApplyContext;
import io.trunkline.kernel.CborCodec;
import io.trunkline.kernel.Keys;
import io.trunkline.kernel.OutboxEntry;
import io.trunkline.kernel.Store;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.state.ControlCommand.CancelDeployment;
import io.trunkline.resources.state.ControlCommand.FinishDeployment;
import io.trunkline.resources.state.ControlCommand.ForgetDeployments;
import io.trunkline.resources.state.ControlCommand.RecordOperation;
import io.trunkline.resources.state.ControlCommand.StartDeployment;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The deployments' part of the control shard's machine. */
final class DeploymentHistory {
  private static final CborCodec<StoredOperation> OPERATIONS = CborCodec.of(StoredOperation.class);
  private final ControlIndex index;

  DeploymentHistory(ControlIndex index) {
    this.index = index;
  }

  void restore(Store store) {
    store.scanPrefix(
        Keys.of("deployment").bytes(),
        (key, value) -> {
          Deployment deployment = Deployment.decode(value);
          index.put(ResourceId.parse(deployment.id()).folded(), deployment);
          return true;
        });
    store.scanPrefix(
        Keys.of("operation").bytes(),
        (key, value) -> {
          StoredOperation operation = OPERATIONS.decode(value);
          index.putOperation(operation.deployment, operation.operationId, operation.properties);
          return true;
        });
  }

  Deployment start(StartDeployment start, ApplyContext context) {
    ResourceId id = ResourceId.parse(start.id());
    Optional<Deployment> existing = index.deployment(id);
    // A nested deployment is run again by its parent after a crash: only its own runs collide.
    if (start.run() != null && existing.filter(Deployment::active).isPresent()) {
      throw new Refusal(Refusal.Reason.DEPLOYMENT_ACTIVE, start.id());
    }
    existing.ifPresent(old -> remove(id.folded(), context));
    trim(id.parent().orElse(ResourceId.ROOT), start.historyLimit(), context);
    Deployment deployment =
        new Deployment(
            existing.map(Deployment::id).orElse(start.id()),
            start.location(),
            start.properties(),
            start.run(),
            start.operation(),
            context.now(),
            0,
            false);
    write(deployment, context);
    if (start.run() != null) {
      context.enqueue(
          new OutboxEntry(start.operation(), Work.DEPLOY, new Work(start.id(), 0).encode()));
    }
    return deployment;
  }

  @Nullable Void record(RecordOperation command, ApplyContext context) {
    String deployment = ResourceId.parse(command.deployment()).folded();
    StoredOperation operation =
        new StoredOperation(deployment, command.operationId(), command.properties());
    context.store().put(key(operation), OPERATIONS.encode(operation));
    index.putOperation(deployment, command.operationId(), command.properties());
    return null;
  }

  @Nullable Void cancel(CancelDeployment cancel, ApplyContext context) {
    Deployment deployment = existing(cancel.id());
    if (!deployment.active()) {
      throw new Refusal(Refusal.Reason.DEPLOYMENT_NOT_ACTIVE, cancel.id());
    }
    write(deployment.cancelling(), context);
    return null;
  }

  @Nullable Void finish(FinishDeployment finish, ApplyContext context) {
    context.finish(finish.operation());
    Optional<Deployment> deployment =
        index
            .deployment(ResourceId.parse(finish.id()))
            .filter(found -> found.operation().equals(finish.operation()));
    if (deployment.isPresent()) {
      write(deployment.get().ended(finish.properties(), context.now()), context);
    }
    context.emit(new Notice.Ended(finish.operation(), null));
    return null;
  }

  int forget(ForgetDeployments forget, ApplyContext context) {
    List<Deployment> found =
        forget.ids().stream()
            .flatMap(id -> index.deployment(ResourceId.parse(id)).stream())
            .toList();
    for (Deployment deployment : found) {
      if (deployment.active()) {
        throw new Refusal(Refusal.Reason.DEPLOYMENT_ACTIVE, deployment.id());
      }
    }
    found.forEach(deployment -> remove(ResourceId.parse(deployment.id()).folded(), context));
    return found.size();
  }

  /** Forgets the ended deployments of a scope that is gone. */
  void forgetBelow(ResourceId scope, ApplyContext context) {
    for (Deployment deployment : index.deployments(scope)) {
      if (!deployment.active()) {
        remove(ResourceId.parse(deployment.id()).folded(), context);
      }
    }
  }

  private void trim(ResourceId scope, int limit, ApplyContext context) {
    List<Deployment> all = index.deployments(scope);
    if (all.size() < limit) {
      return;
    }
    all.stream()
        .filter(deployment -> !deployment.active())
        .sorted(Comparator.comparingLong(Deployment::startedAt).thenComparing(Deployment::id))
        .limit(all.size() - limit + 1L)
        .forEach(old -> remove(ResourceId.parse(old.id()).folded(), context));
  }

  private Deployment existing(String id) {
    return index
        .deployment(ResourceId.parse(id))
        .orElseThrow(() -> new Refusal(Refusal.Reason.DEPLOYMENT_MISSING, id));
  }

  private void write(Deployment deployment, ApplyContext context) {
    String id = ResourceId.parse(deployment.id()).folded();
    context.store().put(Keys.of("deployment").text(id).bytes(), deployment.encode());
    index.put(id, deployment);
  }

  private void remove(String foldedId, ApplyContext context) {
    context.store().delete(Keys.of("deployment").text(foldedId).bytes());
    context.store().deletePrefix(Keys.of("operation").text(foldedId).bytes());
    index.removeDeployment(foldedId);
  }

  private static byte[] key(StoredOperation operation) {
    return Keys.of("operation").text(operation.deployment).text(operation.operationId).bytes();
  }

  /** The form in the store. */
  private record StoredOperation(String deployment, String operationId, ObjectNode properties) {}
}
