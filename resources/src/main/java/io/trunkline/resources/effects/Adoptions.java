package io.trunkline.resources.effects;

import io.trunkline.kernel.ShardUnavailableException;
import io.trunkline.resources.Resource;
import io.trunkline.resources.Resource.ProvisioningState;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceTree.Change;
import io.trunkline.resources.ResourceType;
import io.trunkline.resources.service.TypeRegistry;
import io.trunkline.resources.state.ControlIndex;
import io.trunkline.resources.state.Entry;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the rooms of this node know the resources that are in force: in memory alone, on every node,
 * for every revision in the order in which it was committed. What belongs to different top-level
 * resources is adopted side by side, so that one whose shard has no leader yet holds up no other.
 */
public final class Adoptions {
  private static final Logger LOG = LoggerFactory.getLogger(Adoptions.class);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final ControlIndex index;
  private final TypeRegistry types;
  private final Map<ResourceId, CompletableFuture<Void>> lanes = new HashMap<>();
  private final Map<ResourceId, Resource> adopted = new HashMap<>();
  private boolean open;
  private volatile boolean stopped;

  public Adoptions(ControlIndex index, TypeRegistry types) {
    this.index = index;
    this.types = types;
  }

  /** The rooms are open: adopts all that exists, and from now on every change. */
  public synchronized void roomsAreOpen() {
    open = true;
    catchUp();
  }

  /** The tree was read anew: adopts and releases what differs from what was adopted. */
  synchronized void restored() {
    if (open) {
      catchUp();
    }
  }

  /** Nothing is tried again from now on: the node stops. */
  public void stop() {
    stopped = true;
  }

  /** A change was applied on this node. */
  synchronized void applied(Change change) {
    if (!open) {
      return;
    }
    switch (change) {
      case Change.Put put -> adopt(put.resource());
      case Change.Removed removed -> release(removed.id());
    }
  }

  /**
   * Completes once this node knows of a resource, and of what belongs to it, all applied so far.
   */
  public synchronized CompletableFuture<Void> current(ResourceId id) {
    return lanes.getOrDefault(lane(id), CompletableFuture.completedFuture(null));
  }

  /** Completes once this node knows of every resource what is applied so far. */
  public synchronized CompletableFuture<Void> current() {
    return CompletableFuture.allOf(lanes.values().toArray(CompletableFuture[]::new));
  }

  private void catchUp() {
    Set<ResourceId> gone = new HashSet<>(adopted.keySet());
    for (Entry entry : index.resources()) {
      gone.remove(entry.resource().id());
      adopt(entry.resource());
    }
    gone.stream().sorted(Comparator.reverseOrder()).forEach(this::release);
  }

  private void adopt(Resource resource) {
    boolean inForce =
        resource.state() == ProvisioningState.ACCEPTED
            || resource.state() == ProvisioningState.SUCCEEDED;
    Resource known = adopted.get(resource.id());
    if (!inForce || (known != null && known.revision() == resource.revision())) {
      return;
    }
    adopted.put(resource.id(), resource);
    inLane(resource, type -> type.adopt(resource));
  }

  private void release(ResourceId id) {
    Resource known = adopted.remove(id);
    if (known != null) {
      inLane(known, type -> type.release(known));
    }
  }

  /** A step of a room. */
  @FunctionalInterface
  private interface Step {
    void on(ResourceType type);
  }

  private void inLane(Resource resource, Step step) {
    ResourceId lane = lane(resource.id());
    CompletableFuture<Void> before =
        lanes.getOrDefault(lane, CompletableFuture.completedFuture(null));
    CompletableFuture<Void> after =
        before.thenRunAsync(
            () -> attempt(resource, step),
            task -> Thread.ofVirtual().name("adopt-" + resource.name()).start(task));
    lanes.put(lane, after);
    var unused = after.thenRun(() -> forget(lane, after));
  }

  private synchronized void forget(ResourceId lane, CompletableFuture<Void> done) {
    lanes.remove(lane, done);
  }

  /** Never fails: a fault of one resource must not keep the next ones from being known. */
  private void attempt(Resource resource, Step step) {
    ResourceType type = types.type(resource.id().type()).orElse(null);
    while (type != null && !stopped) {
      try {
        step.on(type);
        return;
      } catch (ShardUnavailableException e) {
        LOG.debug("{} waits for its shard: {}", resource.id(), e.getMessage());
        LockSupport.parkNanos(PAUSE.toNanos());
      } catch (RuntimeException e) {
        LOG.error("{} is not known on this node; restart the node.", resource.id(), e);
        return;
      }
    }
  }

  /** Returns the top-level resource, or the scope, that a resource belongs to. */
  private static ResourceId lane(ResourceId id) {
    ResourceId at = id;
    while (true) {
      ResourceId parent = at.parent().orElse(ResourceId.ROOT);
      if (parent.equals(ResourceId.ROOT) || parent.equals(at.scope())) {
        return at;
      }
      at = parent;
    }
  }
}
