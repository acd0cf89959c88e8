package io.trunkline.kernel.simulation;

import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.runtime.LogPosition;
import io.trunkline.kernel.runtime.ReplicatedLog;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One replica of a shard's log: a compact Raft (Ongaro and Ousterhout, "In Search of an
 * Understandable Consensus Algorithm"), with reads confirmed by a round of heartbeats, entries
 * forwarded to the leader, and a leader that steps down once it hears no majority.
 */
final class RaftReplica implements ReplicatedLog {
  static final long TICK = 30_000;
  static final long HEARTBEAT = 60_000;
  static final long ELECTION = 200_000;
  private static final int MAX_ENTRIES = 16;
  private static final int ENTRIES_BEFORE_SNAPSHOT = 24;

  private enum Role {
    FOLLOWER,
    CANDIDATE,
    LEADER
  }

  private final Simulation simulation;
  private final SimulatedGroup group;
  private final SimulatedNode node;
  private final int self;
  private final Journal journal;
  private final LeaderRequests requests;
  private @Nullable Listener listener;
  private Role role = Role.FOLLOWER;
  private int leader = Journal.NOBODY;
  private long electionAt;
  private long commitIndex;
  private long handedIndex;
  private long voters;
  private @Nullable Leadership leadership;
  private boolean installing;
  private boolean snapshotting;

  RaftReplica(Simulation simulation, SimulatedGroup group, SimulatedNode node, Journal journal) {
    this.simulation = simulation;
    this.group = group;
    this.node = node;
    this.self = node.index();
    this.journal = journal;
    this.requests = new LeaderRequests(simulation, group, node, this);
  }

  // ----- the port -----

  @Override
  public void start(LogPosition applied, Listener started) {
    listener = started;
    if (applied.index() > journal.base().index()
        && !(journal.holds(applied.index()) && journal.termAt(applied.index()) == applied.term())) {
      journal.reset(applied);
    }
    if (applied.index() < journal.base().index()) {
      throw new IllegalStateException("the state is behind its log: " + applied);
    }
    commitIndex = applied.index();
    handedIndex = applied.index();
    awaitLeader();
    simulation.between(0, TICK, node.task(this::tick));
  }

  @Override
  public CompletionStage<?> append(byte[] entry) {
    CompletableFuture<Void> appended = new CompletableFuture<>();
    append(entry, requests.giveUpAt(), appended);
    return appended;
  }

  @Override
  public CompletionStage<?> appendAsLeader(byte[] entry, long term) {
    boolean leads =
        role == Role.LEADER
            && (journal.term() == term || group.sabotage().contains(Sabotage.OUTLIVED_TERM));
    return leads || group.sabotage().contains(Sabotage.LENT_LEADERSHIP)
        ? append(entry)
        : CompletableFuture.failedFuture(requests.refused());
  }

  void append(byte[] entry, long giveUpAt, CompletableFuture<Void> appended) {
    if (listener == null) {
      return; // an answer for a process that has died
    }
    if (role == Role.LEADER) {
      lead(entry, appended);
    } else {
      requests.forward(leader, entry, giveUpAt, appended);
    }
  }

  @Override
  public CompletionStage<Void> confirmRead() {
    CompletableFuture<Void> confirmed = new CompletableFuture<>();
    if (group.sabotage().contains(Sabotage.UNCONFIRMED_READ)) {
      confirmed.complete(null);
    } else if (role == Role.LEADER) {
      leadership.confirm(commitIndex, requests.confirmation(confirmed));
    } else {
      requests.confirm(leader, confirmed);
    }
    return confirmed;
  }

  @Override
  public CompletionStage<Void> confirmLeadership(long term) {
    if (role != Role.LEADER || journal.term() != term) {
      return CompletableFuture.failedFuture(requests.refused());
    }
    if (group.sabotage().contains(Sabotage.UNCONFIRMED_READ)) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> confirmed = new CompletableFuture<>();
    leadership.confirm(
        commitIndex,
        index -> {
          if (index >= 0 && role == Role.LEADER && journal.term() == term) {
            confirmed.complete(null);
          } else {
            confirmed.completeExceptionally(requests.refused());
          }
        });
    return confirmed;
  }

  @Override
  public void close() {
    listener = null;
  }

  /** Has this replica do what a follower asks of its leader. */
  void lead(byte[] entry, int follower, CompletableFuture<Void> appended) {
    CompletableFuture<Void> here = new CompletableFuture<>();
    boolean falsely =
        group.sabotage().contains(Sabotage.FALSE_REFUSAL) && simulation.random().nextInt(20) == 0;
    if (role == Role.LEADER) {
      lead(entry, here);
    }
    if (role != Role.LEADER || falsely) {
      here.completeExceptionally(requests.refused());
    }
    var unused =
        here.whenComplete(
            (_, failure) -> send(follower, false, _ -> LeaderRequests.finish(appended, failure)));
  }

  /** Confirms to a follower that this replica leads; the answer is -1 where it does not. */
  void confirm(int follower, Consumer<Long> answer) {
    Consumer<Long> reply = index -> send(follower, true, _ -> answer.accept(index));
    if (leadership == null) {
      reply.accept(-1L);
    } else {
      leadership.confirm(commitIndex, reply);
    }
  }

  // ----- time -----

  private void tick() {
    simulation.after(TICK, node.task(this::tick));
    if (role == Role.LEADER) {
      leadership.tick();
    } else if (simulation.now() >= electionAt) {
      campaign();
    }
  }

  private void awaitLeader() {
    electionAt = simulation.now() + ELECTION + simulation.random().nextLong(ELECTION);
  }

  /** Stands for election. */
  void campaign() {
    if (installing || role == Role.LEADER) {
      return;
    }
    follow(journal.term());
    forgetLeader();
    awaitLeader();
    role = Role.CANDIDATE;
    journal.vote(journal.term() + 1, self);
    voters = 0;
    long term = journal.term();
    LogPosition last = journal.last();
    node.disk()
        .sync(
            journal.file(),
            () -> {
              voteGiven(self, term);
              others(peer -> send(peer, true, it -> it.voteAsked(self, term, last)));
            });
  }

  private void voteAsked(int candidate, long term, LogPosition last) {
    if (term < journal.term()) {
      tellTerm(candidate);
      return;
    }
    if (installing) {
      return;
    }
    follow(term);
    LogPosition own = journal.last();
    boolean upToDate =
        last.term() > own.term() || (last.term() == own.term() && last.index() >= own.index());
    if (!upToDate || (journal.vote() != Journal.NOBODY && journal.vote() != candidate)) {
      return;
    }
    journal.vote(term, candidate);
    awaitLeader();
    inTerm(term, () -> send(candidate, true, it -> it.voteGiven(self, term)));
  }

  private void voteGiven(int voter, long term) {
    if (term != journal.term() || role != Role.CANDIDATE) {
      return;
    }
    voters |= 1L << voter;
    if (Long.bitCount(voters) >= group.majority()) {
      role = Role.LEADER;
      leader = self;
      group.observer().elected(group.id(), term, self);
      leadership = new Leadership(simulation, group, this);
      lead(new byte[0], new CompletableFuture<>());
    }
  }

  private void tellTerm(int peer) {
    long term = journal.term();
    send(peer, true, it -> it.follow(Math.max(it.journal.term(), term)));
  }

  // ----- following -----

  /** Becomes a follower, in a term that is not older than its own. */
  private void follow(long term) {
    if (term > journal.term()) {
      journal.vote(term, Journal.NOBODY);
      forgetLeader();
    }
    role = Role.FOLLOWER;
    if (leadership != null) {
      Leadership lost = leadership;
      leadership = null;
      forgetLeader();
      awaitLeader();
      if (lost.announced() && listener != null) {
        listener.following();
        listener.leader(Optional.empty());
      }
      lost.end();
    }
  }

  private void forgetLeader() {
    if (leader != Journal.NOBODY && leader != self && listener != null) {
      listener.leader(Optional.empty());
    }
    leader = Journal.NOBODY;
  }

  private void heardFrom(int from, long term) {
    follow(term);
    awaitLeader();
    if (leader != from) {
      leader = from;
      listener.leader(Optional.of(name(from)));
    }
  }

  void appended(int from, long term, LogPosition before, List<Journal.Entry> entries, Sent sent) {
    if (term < journal.term()) {
      tellTerm(from);
      return;
    }
    heardFrom(from, term);
    if (installing) {
      return;
    }
    if (before.index() > journal.last().index()
        || (before.index() >= journal.base().index()
            && journal.termAt(before.index()) != before.term())) {
      long hint = Math.max(-1, Math.min(journal.last().index(), before.index() - 1));
      inTerm(
          term, () -> send(from, true, it -> it.answered(self, term, sent.round(), false, hint)));
      return;
    }
    for (Journal.Entry entry : entries) {
      long index = entry.index();
      if (index <= journal.base().index()
          || (journal.holds(index) && journal.termAt(index) == entry.term())) {
        continue;
      }
      if (journal.holds(index)) {
        journal.cut(index);
      }
      journal.append(index, entry.term(), entry.bytes());
    }
    long match = before.index() + entries.size();
    Runnable answer =
        () -> send(from, true, it -> it.answered(self, term, sent.round(), true, match));
    if (group.sabotage().contains(Sabotage.ACK_BEFORE_FSYNC)) {
      answer.run();
      node.disk().sync(journal.file(), () -> {});
    } else {
      inTerm(term, answer);
    }
    commit(Math.min(sent.commitIndex(), match));
  }

  /** Runs {@code action} once everything is on disk, if the term is still the same then. */
  private void inTerm(long term, Runnable action) {
    node.disk()
        .sync(
            journal.file(),
            () -> {
              if (journal.term() == term) {
                action.run();
              }
            });
  }

  void install(int from, long term, Snapshot snapshot, long round) {
    if (term < journal.term()) {
      return;
    }
    heardFrom(from, term);
    if (installing) {
      return;
    }
    if (snapshot.position().index() <= commitIndex) {
      inTerm(
          term,
          () ->
              send(
                  from,
                  true,
                  it -> it.answered(self, term, round, true, snapshot.position().index())));
      return;
    }
    installing = true;
    boolean unchecked = group.sabotage().contains(Sabotage.UNCHECKED_SNAPSHOT);
    var unused =
        listener
            .install(store -> snapshot.into((SimulatedStore) store, unchecked))
            .whenComplete(
                (position, failure) -> {
                  installing = false;
                  if (failure == null) {
                    journal.reset(snapshot.position());
                    commitIndex = snapshot.position().index();
                    handedIndex = commitIndex;
                  }
                });
  }

  // ----- committing -----

  /** Takes everything up to an index for committed. */
  void commit(long index) {
    commitIndex = Math.max(commitIndex, index);
    while (handedIndex < commitIndex) {
      handedIndex++;
      Journal.Entry entry = journal.entry(handedIndex);
      group.observer().committed(group.id(), self, entry.position(), entry.bytes());
      if (entry.bytes().length > 0 && listener != null) {
        var unused = listener.committed(entry.position(), entry.bytes());
      }
    }
    if (journal.size() > ENTRIES_BEFORE_SNAPSHOT && !snapshotting && !installing) {
      snapshotting = true;
      simulation.after(1, node.task(this::shorten));
    }
  }

  /** Has the shard persist its state, and drops the entries that it holds, but for a few. */
  private void shorten() {
    snapshotting = false;
    if (installing) {
      return;
    }
    LogPosition persisted = node.persist(group.id(), listener);
    long last = persisted.index() - simulation.random().nextInt(ENTRIES_BEFORE_SNAPSHOT / 2);
    if (journal.holds(last)) {
      journal.compact(last);
    }
  }

  // ----- leading -----

  private void lead(byte[] entry, CompletableFuture<Void> appended) {
    if (entry.length > 0) {
      listener.stamp(entry);
    }
    long index = journal.last().index() + 1;
    long term = journal.term();
    journal.append(index, term, entry);
    group.observer().appended(group.id(), journal.last(), entry);
    leadership.added(index, appended);
    Runnable synced =
        () -> {
          if (leadership != null && journal.term() == term) {
            leadership.matched(self, index);
            if (listener != null) {
              listener.forced();
            }
          }
        };
    if (group.sabotage().contains(Sabotage.ACK_BEFORE_FSYNC)) {
      simulation.after(1, node.task(synced));
      node.disk().sync(journal.file(), () -> {});
    } else {
      node.disk().sync(journal.file(), synced);
    }
    leadership.sendAll();
  }

  private void answered(int from, long term, long round, boolean success, long match) {
    if (term == journal.term() && leadership != null) {
      leadership.answered(from, round, success, match);
    }
  }

  /** The leader's first entry is committed: it holds everything that was committed before. */
  void announce() {
    if (listener != null) {
      listener.leader(Optional.of(name(self)));
      listener.leading(journal.term());
    }
  }

  /** Gives up leadership: no majority was heard of for too long. */
  void stepDown() {
    follow(journal.term());
  }

  // ----- what a leadership sees -----

  /** What a leader says with every message: its round of heartbeats, and what is committed. */
  record Sent(long round, long commitIndex) {}

  int self() {
    return self;
  }

  /** Returns up to which entry the shard has been told of what is committed. */
  long handedIndex() {
    return handedIndex;
  }

  Journal journal() {
    return journal;
  }

  long commitIndex() {
    return commitIndex;
  }

  void sendEntries(int peer, long next, long round) {
    long term = journal.term();
    if (next <= journal.base().index()) {
      Snapshot whole = node.snapshot(group.id(), listener);
      if (whole == null) {
        return;
      }
      Snapshot sent =
          simulation.random().nextInt(4) == 0 ? whole.truncated(simulation.random()) : whole;
      send(peer, true, it -> it.install(self, term, sent, round));
      return;
    }
    LogPosition before = new LogPosition(journal.termAt(next - 1), next - 1);
    List<Journal.Entry> entries = journal.from(next, MAX_ENTRIES);
    Sent sent = new Sent(round, commitIndex);
    send(peer, true, it -> it.appended(self, term, before, entries, sent));
  }

  void others(Consumer<Integer> action) {
    for (int peer = 0; peer < group.size(); peer++) {
      if (peer != self) {
        action.accept(peer);
      }
    }
  }

  void send(int to, boolean repeatable, Consumer<RaftReplica> delivery) {
    node.network()
        .send(
            node,
            group.node(to),
            repeatable,
            () -> {
              RaftReplica replica = group.replica(to);
              if (replica != null && replica.listener != null) {
                delivery.accept(replica);
              }
            });
  }

  private NodeId name(int index) {
    return group.node(index).id();
  }
}
