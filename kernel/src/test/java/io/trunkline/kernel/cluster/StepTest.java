package io.trunkline.kernel.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.kernel.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StepTest {
  private static final NodeId A = new NodeId("a");

  private static List<NodeId> nodes(String names) {
    return names.isEmpty() ? List.of() : Stream.of(names.split("")).map(NodeId::new).toList();
  }

  /** What a leads to next; what is wanted and what is, in letters. */
  private static Optional<Step> next(
      String wanted, String learners, String hosts, String voters, String nowLearners) {
    return next(wanted, learners, hosts, voters, nowLearners, Set.of());
  }

  private static Optional<Step> next(
      String wanted,
      String learners,
      String hosts,
      String voters,
      String nowLearners,
      Set<NodeId> avoided) {
    Placement placement =
        new Placement(
            nodes("a"),
            nodes(hosts),
            nodes(wanted),
            nodes(learners),
            nodes(voters),
            nodes(nowLearners),
            Optional.empty());
    ReplicaGroups.Replicas now =
        new ReplicaGroups.Replicas(
            nodes(voters), nodes(nowLearners), Set.copyOf(nodes(voters)), Duration.ZERO);
    return Step.next(placement, now, A, avoided);
  }

  private static Optional<Step> change(String voters, String learners) {
    return Optional.of(new Step.Change(nodes(voters), nodes(learners)));
  }

  @Test
  void nothingIsDoneWhereAllIsAsWanted() {
    assertThat(next("abc", "d", "abcd", "abc", "d")).isEmpty();
  }

  @Test
  void nodesAreAddedOneAtATimeOnceTheyHaveOpenedTheShard() {
    assertThat(next("abc", "", "abc", "a", "")).isEqualTo(change("ab", ""));
    assertThat(next("abc", "", "ac", "a", "")).isEqualTo(change("ac", ""));
    assertThat(next("abc", "", "a", "a", "")).isEmpty();
    assertThat(next("abc", "", "abc", "a", "", Set.of(new NodeId("b"))))
        .isEqualTo(change("ac", ""));
  }

  @Test
  void aReplacementIsThereBeforeTheOldNodeGoes() {
    assertThat(next("abd", "", "abcd", "abc", "")).isEqualTo(change("abcd", ""));
    assertThat(next("abd", "", "abcd", "abcd", "")).isEqualTo(change("abd", ""));
  }

  @Test
  void aLearnerBecomesAVoterAndAVoterALearner() {
    assertThat(next("abd", "c", "abcd", "abc", "d")).isEqualTo(change("abcd", ""));
    assertThat(next("abd", "c", "abcd", "abcd", "")).isEqualTo(change("abd", "c"));
  }

  @Test
  void aLeaderThatIsToGoHandsOver() {
    assertThat(next("bc", "", "abc", "abc", "")).contains(new Step.HandOver(new NodeId("b")));
  }

  @Test
  void learnersComeAndGo() {
    assertThat(next("a", "bc", "abc", "a", "b")).isEqualTo(change("a", "bc"));
    assertThat(next("a", "", "ab", "a", "b")).isEqualTo(change("a", ""));
  }
}
