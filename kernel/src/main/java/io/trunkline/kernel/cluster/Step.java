package io.trunkline.kernel.cluster;

import io.trunkline.kernel.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a shard's leader does next to bring its group to what is wanted. */
sealed interface Step {
  /** Changes who keeps the shard. */
  record Change(List<NodeId> voters, List<NodeId> learners) implements Step {}

  /** Has another node lead. */
  record HandOver(NodeId to) implements Step {}

  /**
   * Returns the next step; empty where all is as wanted, or where nothing can be done now. One node
   * at a time comes or goes, so that there is a majority all the while; what is new comes before
   * what is old goes.
   *
   * @param self the leader
   * @param avoided nodes that could not be reached lately
   */
  static Optional<Step> next(
      Placement placement, ReplicaGroups.Replicas now, NodeId self, Set<NodeId> avoided) {
    List<NodeId> wanted = placement.wantedVoters();
    for (NodeId node : wanted) {
      boolean ready = placement.hosts().contains(node) && !avoided.contains(node);
      if (ready && !now.voters().contains(node)) {
        return Optional.of(new Change(with(now.voters(), node), without(now.learners(), node)));
      }
    }
    for (NodeId node : now.voters()) {
      if (!wanted.contains(node) && !node.equals(self)) {
        List<NodeId> learners =
            placement.wantedLearners().contains(node) ? with(now.learners(), node) : now.learners();
        return Optional.of(new Change(without(now.voters(), node), learners));
      }
    }
    if (!wanted.contains(self)) {
      Optional<Step> handOver =
          wanted.stream().filter(now.able()::contains).findFirst().map(HandOver::new);
      if (handOver.isPresent()) {
        return handOver;
      }
    }
    return learners(placement, now, avoided);
  }

  private static Optional<Step> learners(
      Placement placement, ReplicaGroups.Replicas now, Set<NodeId> avoided) {
    for (NodeId node : placement.wantedLearners()) {
      boolean ready = placement.hosts().contains(node) && !avoided.contains(node);
      if (ready && !now.learners().contains(node) && !now.voters().contains(node)) {
        return Optional.of(new Change(now.voters(), with(now.learners(), node)));
      }
    }
    for (NodeId node : now.learners()) {
      boolean awaited =
          placement.wantedLearners().contains(node) || placement.wantedVoters().contains(node);
      if (!awaited) {
        return Optional.of(new Change(now.voters(), without(now.learners(), node)));
      }
    }
    return Optional.empty();
  }

  private static List<NodeId> with(List<NodeId> nodes, NodeId added) {
    List<NodeId> more = new ArrayList<>(nodes);
    more.add(added);
    return more.stream().distinct().sorted().toList();
  }

  private static List<NodeId> without(List<NodeId> nodes, NodeId removed) {
    return nodes.stream().filter(node -> !node.equals(removed)).sorted().toList();
  }
}
