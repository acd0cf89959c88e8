package io.trunkline.kernel;

/**
 * A node of a cluster.
 *
 * @param id the node's name
 * @param zone what fails together with it (a rack, a building); replicas are spread over zones
 * @param host where the other nodes reach it: a name or an address
 * @param raftPort the port of its replicas of the shards, or 0 where it accepts no peers
 * @param relayPort the port to which other nodes forward requests, or 0 where it accepts none
 * @param role whether it counts in majorities
 * @param state how far it has come in the cluster
 */
public record Member(
    NodeId id, String zone, String host, int raftPort, int relayPort, Role role, State state) {
  /** Whether a node's replicas count in majorities. */
  public enum Role {
    /** Its replicas count, may lead, and keep what is acknowledged. */
    VOTER,
    /** Its replicas receive everything, but do not count and never lead. */
    LEARNER
  }

  /** How far a node has come in the cluster. */
  public enum State {
    /** It was admitted; its replicas are being filled. */
    JOINING,
    /** It holds a replica of every shard that is meant for it. */
    ACTIVE,
    /** Its replicas are being taken away from it. */
    LEAVING
  }
}
