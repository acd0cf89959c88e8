package io.trunkline.kernel.cluster;

import io.trunkline.kernel.Member;
import io.trunkline.kernel.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Watches the nodes that join for those that open nothing more. */
final class JoiningNodes {
  /** How long a node that joins must have opened nothing. */
  static final Duration QUIET_FOR = Duration.ofSeconds(60);

  private record Seen(long opened, long since) {}

  private final Map<NodeId, Seen> seen = new HashMap<>();

  /** Returns the nodes that join and have opened something, but nothing for a while. */
  List<NodeId> quiet(ClusterView view) {
    long now = System.nanoTime();
    List<NodeId> quiet = new ArrayList<>();
    for (Member member : view.members().values()) {
      NodeId node = member.id();
      if (member.state() != Member.State.JOINING) {
        seen.remove(node);
        continue;
      }
      long opened =
          view.shards().values().stream()
              .filter(placement -> placement.hosts().contains(node))
              .count();
      Seen before = seen.get(node);
      if (before == null || before.opened() != opened) {
        seen.put(node, new Seen(opened, now));
      } else if (opened > 1 && now - before.since() > QUIET_FOR.toNanos()) {
        seen.put(node, new Seen(opened, now));
        quiet.add(node);
      }
    }
    return quiet;
  }
}
