package io.trunkline.kernel.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.kernel.Member;
import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.RejectedException;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardEffects;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.memory.ManualClock;
import io.trunkline.kernel.memory.MemoryKernel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterMachineTest {
  private static final ShardId ORDERS = new ShardId("orders");

  private final ManualClock clock = new ManualClock();
  private MemoryKernel kernel = new MemoryKernel(clock);
  private ClusterMachine machine;
  private Shard<ClusterCommand<?>> shard;

  @BeforeEach
  void open() {
    machine = new ClusterMachine(() -> {});
    shard = kernel.open(ClusterMachine.SHARD, machine, new ShardEffects<>() {});
  }

  @AfterEach
  void close() {
    kernel.close();
  }

  private static NodeId node(String name) {
    return new NodeId(name);
  }

  private static Member member(String name, String zone, Member.Role role) {
    return new Member(node(name), zone, "host-" + name, 7400, 7401, role, Member.State.JOINING);
  }

  private void found() {
    submit(new ClusterCommand.Announce(member("a", "east", Member.Role.VOTER)));
  }

  private void admit(String name, String zone) {
    submit(new ClusterCommand.Admit(member(name, zone, Member.Role.VOTER), null));
  }

  private <R> R submit(ClusterCommand<R> command) {
    return shard.submit(command).join();
  }

  private void report(ShardId of, String... voters) {
    submit(
        new ClusterCommand.Report(
            of, List.of(voters).stream().map(ClusterMachineTest::node).toList(), List.of()));
  }

  private void assertRefused(ThrowingCallable command, String reason) {
    assertThatThrownBy(command)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining(reason);
  }

  private Member.State state(String name) {
    return machine.view().member(node(name)).orElseThrow().state();
  }

  @Test
  void theFirstNodeFoundsTheClusterAndAnotherMustBeAdmitted() {
    found();
    assertThat(state("a")).isEqualTo(Member.State.ACTIVE);
    assertRefused(
        () -> submit(new ClusterCommand.Announce(member("b", "west", Member.Role.VOTER))),
        "not a member");
    admit("b", "west");
    assertThat(state("b")).isEqualTo(Member.State.JOINING);
  }

  @Test
  void aNodeStaysWhereItsPeersKnowItToBe() {
    found();
    submit(new ClusterCommand.Announce(at("a", "elsewhere", 1)));
    admit("b", "west");
    assertRefused(() -> submit(new ClusterCommand.Announce(at("b", "elsewhere", 1))), "replace it");
    Member relayedElsewhere = at("b", "host-b", 9);
    submit(new ClusterCommand.Announce(relayedElsewhere));
    assertThat(machine.view().member(node("b"))).contains(relayedElsewhere);
  }

  private static Member at(String name, String host, int relayPort) {
    return new Member(
        node(name), "west", host, 7400, relayPort, Member.Role.VOTER, Member.State.JOINING);
  }

  @Test
  void aSecretAdmitsOneNodeUntilItExpires() {
    found();
    long soon = clock.millis() + 1_000;
    submit(new ClusterCommand.Invite("hash-1", soon));
    submit(new ClusterCommand.Invite("hash-2", soon));
    submit(new ClusterCommand.Admit(member("b", "west", Member.Role.VOTER), "hash-1"));
    assertRefused(
        () -> submit(new ClusterCommand.Admit(member("c", "west", Member.Role.VOTER), "hash-1")),
        "unknown, used or expired");
    clock.advance(Duration.ofSeconds(2));
    assertRefused(
        () -> submit(new ClusterCommand.Admit(member("c", "west", Member.Role.VOTER), "hash-2")),
        "unknown, used or expired");
    assertThat(machine.view().members()).containsOnlyKeys(node("a"), node("b"));
  }

  @Test
  void whoAsksAgainWithTheSameNameAddressAndSecretGetsTheSameAnswer() {
    found();
    submit(new ClusterCommand.Invite("hash", clock.millis() + 60_000));
    ClusterCommand.Admit admit =
        new ClusterCommand.Admit(member("b", "west", Member.Role.VOTER), "hash");
    Member first = submit(admit);
    assertThat(submit(admit)).isEqualTo(first);
    assertRefused(
        () -> submit(new ClusterCommand.Admit(at("b", "elsewhere", 7401), "hash")), "is taken");
    assertRefused(
        () ->
            submit(
                new ClusterCommand.Admit(member("b", "west", Member.Role.VOTER), "another hash")),
        "unknown, used or expired");
    assertRefused(
        () -> submit(new ClusterCommand.Admit(member("c", "west", Member.Role.VOTER), "hash")),
        "unknown, used or expired");
    assertThat(machine.view().members()).containsOnlyKeys(node("a"), node("b"));
  }

  @Test
  void aNodeWhoseDiskIsFullIsToLeadNothing() {
    found();
    admit("b", "west");
    submit(new ClusterCommand.Open(ORDERS, node("a"), false));
    submit(new ClusterCommand.Report(ORDERS, List.of(node("a"), node("b")), List.of()));
    submit(new ClusterCommand.Prefer(ORDERS, node("a")));
    submit(new ClusterCommand.Space(node("a"), true));
    assertThat(machine.view().preferredLeader(ORDERS)).contains(node("b"));
    submit(new ClusterCommand.Space(node("b"), true));
    assertThat(machine.view().preferredLeader(ORDERS)).isEmpty();
    submit(new ClusterCommand.Space(node("a"), false));
    submit(new ClusterCommand.Space(node("stranger"), true));
    shard.execute(() -> machine.restore(shard.store())).join();
    assertThat(machine.view().full()).containsExactly(node("b"));
    assertThat(machine.view().preferredLeader(ORDERS)).contains(node("a"));
  }

  @Test
  void aNodeThatIsAboutToStopIsToLeadNothingUntilItSaysThatItRuns() {
    found();
    admit("b", "west");
    submit(new ClusterCommand.Open(ORDERS, node("a"), false));
    submit(new ClusterCommand.Report(ORDERS, List.of(node("a"), node("b")), List.of()));
    submit(new ClusterCommand.Prefer(ORDERS, node("a")));
    submit(new ClusterCommand.Stopping(node("a"), true));
    submit(new ClusterCommand.Stopping(node("stranger"), true));
    shard.execute(() -> machine.restore(shard.store())).join();
    assertThat(machine.view().stopping()).containsExactly(node("a"));
    assertThat(machine.view().mayLead(node("a"))).isFalse();
    assertThat(machine.view().preferredLeader(ORDERS)).contains(node("b"));
    submit(new ClusterCommand.Stopping(node("a"), false));
    shard.execute(() -> machine.restore(shard.store())).join();
    assertThat(machine.view().preferredLeader(ORDERS)).contains(node("a"));
  }

  @Test
  void invitationsAreLimitedAndExpiredOnesDoNotCount() {
    found();
    for (int i = 0; i < ClusterMachine.MAX_INVITATIONS; i++) {
      submit(new ClusterCommand.Invite("hash-" + i, clock.millis() + 1_000));
    }
    assertRefused(
        () -> submit(new ClusterCommand.Invite("more", clock.millis() + 1_000)),
        "open invitations");
    clock.advance(Duration.ofSeconds(2));
    submit(new ClusterCommand.Invite("more", clock.millis() + 1_000));
  }

  @Test
  void aNodeHasJoinedOnceItKeepsEverythingMeantForIt() {
    found();
    submit(new ClusterCommand.Open(ORDERS, node("a"), false));
    admit("b", "west");
    report(ClusterMachine.SHARD, "a", "b");
    assertThat(state("b")).isEqualTo(Member.State.JOINING);
    submit(new ClusterCommand.Open(ORDERS, node("b"), false));
    report(ORDERS, "a", "b");
    assertThat(state("b")).isEqualTo(Member.State.ACTIVE);
  }

  @Test
  void aNodeNeedNotKeepWhatNobodyOpensAnyMore() {
    found();
    submit(new ClusterCommand.Open(ORDERS, node("a"), false));
    submit(new ClusterCommand.Open(new ShardId("forgotten"), node("a"), false));
    admit("b", "west");
    submit(new ClusterCommand.Open(ORDERS, node("b"), false));
    report(ClusterMachine.SHARD, "a", "b");
    submit(new ClusterCommand.Quiet(node("b")));
    assertThat(state("b")).as("orders is not there yet").isEqualTo(Member.State.JOINING);
    report(ORDERS, "a", "b");
    submit(new ClusterCommand.Quiet(node("b")));
    assertThat(state("b")).isEqualTo(Member.State.ACTIVE);
  }

  @Test
  void aNodeHasLeftOnceNothingCountsOnItAndItsNameIsUsedUp() {
    found();
    admit("b", "west");
    report(ClusterMachine.SHARD, "a", "b");
    submit(new ClusterCommand.Leave(node("b")));
    assertThat(state("b")).isEqualTo(Member.State.LEAVING);
    report(ClusterMachine.SHARD, "a");
    assertThat(machine.view().members()).containsOnlyKeys(node("a"));
    assertRefused(() -> admit("b", "west"), "taken");
  }

  @Test
  void theLastNodeThatHoldsEverythingCannotLeave() {
    found();
    admit("b", "west");
    assertRefused(() -> submit(new ClusterCommand.Leave(node("a"))), "cannot leave");
    assertRefused(() -> submit(new ClusterCommand.Leave(node("x"))), "no node");
  }

  @Test
  void aShardBeginsOnTheNodesThatAreThere() {
    found();
    admit("b", "west");
    Placement placement = submit(new ClusterCommand.Open(ORDERS, node("a"), false));
    assertThat(placement.first()).as("b still joins").containsExactly(node("a"));
    assertThat(placement.wantedVoters()).containsExactly(node("a"), node("b"));

    report(ClusterMachine.SHARD, "a", "b");
    submit(new ClusterCommand.Open(ORDERS, node("b"), false));
    report(ORDERS, "a", "b");
    Placement later = submit(new ClusterCommand.Open(new ShardId("later"), node("b"), false));
    assertThat(later.first()).containsExactly(node("a"), node("b"));
    assertThat(submit(new ClusterCommand.Open(new ShardId("later"), node("a"), false)).first())
        .isEqualTo(later.first());
  }

  @Test
  void votersAreSpreadOverZonesAndTheOtherNodesLearn() {
    found();
    admit("b", "east");
    admit("c", "east");
    assertThat(machine.view().shards().get(ClusterMachine.SHARD).wantedVoters())
        .containsExactly(node("a"), node("b"), node("c"));
    admit("d", "west");
    admit("e", "north");
    Placement placement = machine.view().shards().get(ClusterMachine.SHARD);
    assertThat(placement.wantedVoters()).containsExactly(node("a"), node("d"), node("e"));
    assertThat(placement.wantedLearners()).containsExactly(node("b"), node("c"));
  }

  @Test
  void whatIsKnownSurvivesARestart() {
    found();
    submit(new ClusterCommand.Invite("hash", clock.millis() + 60_000));
    admit("b", "west");
    submit(new ClusterCommand.Open(ORDERS, node("a"), false));
    submit(new ClusterCommand.Prefer(ORDERS, node("a")));
    ClusterView before = machine.view();
    kernel = kernel.restart();
    open();
    assertThat(machine.view()).isEqualTo(before);
    submit(new ClusterCommand.Admit(member("c", "north", Member.Role.LEARNER), "hash"));
    assertThat(machine.view().shards().get(ORDERS).wantedLearners()).containsExactly(node("c"));
  }
}
