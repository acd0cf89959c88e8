package io.trunkline.resources.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.resources.ResourceId;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Everything committed, in memory. Written by the machine alone; read from any thread: whoever got
 * a reply finds its change here.
 */
public final class ControlIndex {
  // Keys are folded ids: what lies below an id is the range from "id/" to "id0", as '0' follows
  // '/'.
  private final ConcurrentNavigableMap<String, Entry> resources = new ConcurrentSkipListMap<>();
  private final ConcurrentNavigableMap<String, Deployment> deployments =
      new ConcurrentSkipListMap<>();
  private final ConcurrentNavigableMap<String, ObjectNode> operations =
      new ConcurrentSkipListMap<>();

  ControlIndex() {}

  public Optional<Entry> resource(ResourceId id) {
    return Optional.ofNullable(resources.get(id.folded()));
  }

  /** Returns what lies below {@code id}, not itself, parents before children. */
  public List<Entry> below(ResourceId id) {
    return List.copyOf(range(resources, id.folded()).values());
  }

  /** Returns every resource, parents before children. */
  public List<Entry> resources() {
    return List.copyOf(resources.values());
  }

  public Optional<Deployment> deployment(ResourceId id) {
    return Optional.ofNullable(deployments.get(id.folded()));
  }

  /** Returns the deployments that stand at {@code scope} itself, ordered by name. */
  public List<Deployment> deployments(ResourceId scope) {
    return List.copyOf(range(deployments, scope.folded() + DEPLOYMENTS).values());
  }

  /** Returns the properties of a deployment's operations by operation id. */
  public NavigableMap<String, ObjectNode> operations(ResourceId deployment) {
    return range(operations, deployment.folded());
  }

  static final String DEPLOYMENTS = "/providers/microsoft.resources/deployments";

  void clear() {
    resources.clear();
    deployments.clear();
    operations.clear();
  }

  void put(Entry entry) {
    resources.put(entry.resource().id().folded(), entry);
  }

  void remove(ResourceId id) {
    resources.remove(id.folded());
  }

  void put(String foldedId, Deployment deployment) {
    deployments.put(foldedId, deployment);
  }

  void removeDeployment(String foldedId) {
    deployments.remove(foldedId);
    range(operations, foldedId).clear();
  }

  void putOperation(String foldedDeployment, String operationId, ObjectNode properties) {
    operations.put(foldedDeployment + "/" + operationId, properties);
  }

  private static <T> ConcurrentNavigableMap<String, T> range(
      ConcurrentNavigableMap<String, T> map, String folded) {
    return map.subMap(folded + "/", folded + "0");
  }
}
