package io.trunkline.compat.faults;

import java.io.IOException;

/** What can be done to a cluster. */
enum Fault {
  KILL_LEADER("kill -9 of the leader", Who.LEADER, Needs.NOTHING, (c, n) -> c.node(n).kill()),
  KILL_FOLLOWER("kill -9 of a follower", Who.FOLLOWER, Needs.PEERS, (c, n) -> c.node(n).kill()),
  PAUSE_LEADER("SIGSTOP of the leader", Who.LEADER, Needs.NOTHING, (c, n) -> c.node(n).pause()),
  PAUSE_FOLLOWER("SIGSTOP of a follower", Who.FOLLOWER, Needs.PEERS, (c, n) -> c.node(n).pause()),
  UNPLUG_LEADER("the leader unplugged", Who.LEADER, Needs.WIRES, (c, n) -> c.network().unplug(n)),
  UNPLUG_FOLLOWER(
      "a follower unplugged", Who.FOLLOWER, Needs.WIRES_AND_PEERS, (c, n) -> c.network().unplug(n)),
  ISOLATE_LEADER(
      "the leader cut off from its peers, not from clients",
      Who.LEADER,
      Needs.WIRES_AND_PEERS,
      (c, n) -> {
        toPeers(c, n);
        fromPeers(c, n);
      }),
  MUTE_LEADER(
      "the leader's peers do not hear it",
      Who.LEADER,
      Needs.WIRES_AND_PEERS,
      (c, n) -> toPeers(c, n)),
  DEAFEN_LEADER(
      "the leader does not hear its peers",
      Who.LEADER,
      Needs.WIRES_AND_PEERS,
      (c, n) -> fromPeers(c, n)),
  CHOKE_LEADER(
      "the leader on a slow, lossy wire", Who.LEADER, Needs.WIRES, (c, n) -> c.network().choke(n)),
  SLOW_DISK("the leader's disk slow", Who.LEADER, Needs.DISKS, (c, n) -> c.node(n).disk().slow()),
  FULL_DISK("the leader's disk full", Who.LEADER, Needs.DISKS, (c, n) -> c.node(n).disk().fill()),
  KILL_ALL(
      "kill -9 of all",
      Who.LEADER,
      Needs.NOTHING,
      (c, _) -> {
        for (FaultNode node : c.nodes()) {
          node.kill();
        }
      }),
  STOP_LEADER("planned stop of the leader", Who.LEADER, Needs.NOTHING, (c, n) -> c.node(n).stop()),
  TRANSFER("leadership transferred", Who.FOLLOWER, Needs.PEERS, (c, n) -> c.transfer(n));

  /** Whom it hits. */
  private enum Who {
    LEADER,
    FOLLOWER
  }

  private enum Needs {
    NOTHING,
    PEERS,
    WIRES,
    WIRES_AND_PEERS,
    DISKS
  }

  @FunctionalInterface
  private interface Strike {
    void at(FaultCluster cluster, int node) throws IOException, InterruptedException;
  }

  private final String title;
  private final Who who;
  private final Needs needs;

  @SuppressWarnings("ImmutableEnumChecker") // a function without state
  private final Strike strike;

  Fault(String title, Who who, Needs needs, Strike strike) {
    this.title = title;
    this.who = who;
    this.needs = needs;
    this.strike = strike;
  }

  String title() {
    return title;
  }

  /** Returns whether this can be done to a cluster. */
  boolean possible(FaultCluster cluster) {
    boolean peers = cluster.size() > 1;
    boolean wires = cluster.network().canBeCut();
    return switch (needs) {
      case NOTHING -> true;
      case PEERS -> peers;
      case WIRES -> wires;
      case WIRES_AND_PEERS -> wires && peers;
      case DISKS -> cluster.node(0).disk().canFail();
    };
  }

  /** Returns whom it hits. */
  int victim(int leader, FaultCluster cluster) {
    return who == Who.LEADER ? leader : (leader + 1) % cluster.size();
  }

  /** Does it; {@link FaultCluster#mend} takes it back. */
  void strike(FaultCluster cluster, int victim) throws IOException, InterruptedException {
    strike.at(cluster, victim);
  }

  private static void toPeers(FaultCluster cluster, int node) throws IOException {
    for (int peer = 0; peer < cluster.size(); peer++) {
      if (peer != node) {
        cluster.network().cut(node, peer);
      }
    }
  }

  private static void fromPeers(FaultCluster cluster, int node) throws IOException {
    for (int peer = 0; peer < cluster.size(); peer++) {
      if (peer != node) {
        cluster.network().cut(peer, node);
      }
    }
  }
}
