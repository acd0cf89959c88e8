package io.trunkline.kernel.cluster;

import io.trunkline.kernel.Member;
import io.trunkline.kernel.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/**
 * Where a shard is and where it is to be.
 *
 * @param first the voters with which it begins
 * @param hosts the nodes that have opened it and can keep a replica
 * @param wantedVoters the nodes whose replicas are to count in majorities
 * @param wantedLearners the nodes that are to receive everything without counting
 * @param voters the nodes whose replicas count, as its leader last said
 * @param learners the nodes that receive everything without counting, as its leader last said
 * @param preferredLeader the node that an operator wants to lead it
 */
public record Placement(
    List<NodeId> first,
    List<NodeId> hosts,
    List<NodeId> wantedVoters,
    List<NodeId> wantedLearners,
    List<NodeId> voters,
    List<NodeId> learners,
    Optional<NodeId> preferredLeader) {

  /** How many replicas of a shard count in majorities, where there are enough nodes. */
  public static final int VOTERS = 3;

  /** A shard that begins with the given voters. */
  static Placement beginningWith(List<NodeId> voters) {
    return new Placement(voters, List.of(), voters, List.of(), voters, List.of(), Optional.empty());
  }

  /** The same with one more node that can keep a replica. */
  Placement openedBy(NodeId node) {
    TreeSet<NodeId> more = new TreeSet<>(hosts);
    more.add(node);
    return new Placement(
        first, List.copyOf(more), wantedVoters, wantedLearners, voters, learners, preferredLeader);
  }

  /** The same with what its leader says. */
  Placement reported(List<NodeId> nowVoters, List<NodeId> nowLearners) {
    return new Placement(
        first, hosts, wantedVoters, wantedLearners, nowVoters, nowLearners, preferredLeader);
  }

  /** The same with another node that should lead. */
  Placement preferring(NodeId leader) {
    return new Placement(
        first, hosts, wantedVoters, wantedLearners, voters, learners, Optional.of(leader));
  }

  /**
   * The same with the nodes that should keep it now: three voters, in as many zones as there are;
   * all other nodes learn, since every node serves every shard.
   *
   * @param load how many shards a node has a counting replica of
   */
  Placement among(Collection<Member> members, ToIntFunction<NodeId> load) {
    List<NodeId> nextVoters = chooseVoters(members, load);
    List<NodeId> nextLearners =
        members.stream()
            .filter(Placement::stays)
            .map(Member::id)
            .filter(node -> !nextVoters.contains(node))
            .sorted()
            .toList();
    return new Placement(
        first,
        hosts,
        nextVoters,
        nextLearners,
        voters,
        learners,
        preferredLeader.filter(nextVoters::contains));
  }

  private List<NodeId> chooseVoters(Collection<Member> members, ToIntFunction<NodeId> load) {
    List<Member> candidates = new ArrayList<>();
    for (Member member : members) {
      if (stays(member) && member.role() == Member.Role.VOTER) {
        candidates.add(member);
      }
    }
    Set<String> zones = new HashSet<>();
    List<NodeId> chosen = new ArrayList<>();
    while (chosen.size() < VOTERS && !candidates.isEmpty()) {
      Member best =
          candidates.stream()
              .min(
                  Comparator.comparing((Member member) -> zones.contains(member.zone()))
                      .thenComparing(member -> !wantedVoters.contains(member.id()))
                      .thenComparing(member -> load.applyAsInt(member.id()))
                      .thenComparing(Member::id))
              .orElseThrow();
      candidates.remove(best);
      zones.add(best.zone());
      chosen.add(best.id());
    }
    return chosen.stream().sorted().toList();
  }

  private static boolean stays(Member member) {
    return member.state() != Member.State.LEAVING;
  }

  /** Returns whether a node has a replica, as far as is known. */
  boolean isOn(NodeId node) {
    return voters.contains(node) || learners.contains(node);
  }
}
