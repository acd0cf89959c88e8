package io.trunkline.kernel.runtime;

import io.trunkline.kernel.Command;
import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardEffects;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ShardUnavailableException;
import io.trunkline.kernel.StateMachine;
import io.trunkline.kernel.Store;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens on a shard's thread: one turn after the other. Every replica takes commands and
 * applies all entries; its own apply answers its own commands. Timers, outbox and effects are the
 * leader's.
 */
final class Replica<C extends Command<?>> implements ShardScheduler.Work {
  private static final Logger LOG = LoggerFactory.getLogger(Replica.class);

  /** How long a new replica waits before it asks again whether it has caught up. */
  private static final long CATCH_UP_AGAIN_MILLIS = 100;

  private final ShardId id;
  private final ShardRuntime<C> shard;
  private final StateMachine<C> machine;
  private final ShardEffects<C> effects;
  private final ReplicatedLog log;
  private final StateStore storage;
  private final InstantSource clock;
  private final ShardState state;
  private final Applier<C> applier;
  private final ShardScheduler scheduler;
  private final KernelMetrics.OfShard metrics;
  private final CommandQueue queue;
  private final ReadBarrier barrier;
  private final Doubts doubts;
  private final Hold hold;
  private final int maxQueries;

  /** What the replica itself waits for: due even while the queue is full, which it may empty. */
  private final Alarms waits;

  /** The leader's timers and deliveries: each makes a command, so a full queue puts them off. */
  private final Alarms alarms;

  private final Outbox<C> outbox;
  private final Leadership<C> leadership;
  private final CompletableFuture<Shard<C>> serving = new CompletableFuture<>();
  private boolean inQuery;
  private long turns;
  private volatile Optional<NodeId> leader = Optional.empty();

  private final AtomicInteger forces = new AtomicInteger();
  private volatile boolean commandsWait;
  private volatile boolean stopped;
  private volatile @Nullable Throwable fault;

  Replica(
      ShardRuntime<C> shard,
      StateMachine<C> machine,
      ShardEffects<C> effects,
      ReplicatedLog log,
      StateStore storage,
      ShardEnvironment environment,
      ShardScheduler scheduler,
      IntSupplier pending) {
    this.id = shard.id();
    this.shard = shard;
    this.machine = machine;
    this.effects = new GuardedEffects<>(id, effects);
    this.log = log;
    this.storage = storage;
    this.scheduler = scheduler;
    this.clock = environment.clock();
    this.state = new ShardState(storage);
    this.applier = new Applier<>(id, machine, state);
    this.maxQueries = environment.limits().maxPendingCommands();
    Backoff backoff = new Backoff(environment.limits());
    this.waits = new Alarms(clock);
    this.alarms = new Alarms(clock);
    Timers<C> timers = new Timers<>(id, effects, this::submitOwn, alarms, backoff);
    this.outbox = new Outbox<>(id, state, effects, this::submitOwn, scheduler, alarms, backoff);
    this.leadership = new Leadership<>(state, this.effects, timers, outbox);
    this.metrics = environment.metrics().shard(id, pending, outbox::size);
    long writer = environment.ids().uuid().getMostSignificantBits();
    this.queue = new CommandQueue(environment.limits(), metrics, writer, this::append);
    this.hold = new Hold(waits);
    this.barrier =
        new ReadBarrier(log::confirmRead, message -> scheduler.post(() -> hold.pass(message)));
    this.doubts = new Doubts(id, queue, barrier, waits);
  }

  // ----- from any thread -----

  CompletableFuture<Shard<C>> serving() {
    return serving;
  }

  Optional<NodeId> leader() {
    return leader;
  }

  boolean leads() {
    return leadership.lasts();
  }

  /** Returns why the replica does not serve; empty where it does. */
  Optional<String> trouble() {
    if (fault != null) {
      return Optional.of("it has stopped: " + fault);
    }
    return serves() ? Optional.empty() : Optional.of("it has no leader");
  }

  /**
   * Returns the term of this replica's leadership, or {@link Submission#ANY} where it does not
   * lead.
   */
  long leadership() {
    return leadership.term();
  }

  /** Has the replica take nothing more; the scheduler ends it. */
  void stop() {
    stopped = true;
  }

  ShardUnavailableException notServing() {
    return new ShardUnavailableException("shard " + id + " has no leader or has stopped");
  }

  ShardUnavailableException notLeading() {
    return new ShardUnavailableException("shard " + id + " is not led by this node");
  }

  // ----- on the shard's thread -----

  @Override
  public void begin() {
    applier.restore();
    effects.restored();
    holdAtMark();
    log.start(applier.progress().position(), new FromLog());
  }

  @Override
  public long turn(int messages) {
    turns += messages;
    long now = clock.millis();
    while (waits.runNext(now)) {
      turns++;
    }
    while (!queue.isFull() && alarms.runNext(now)) {
      turns++;
    }
    if (leads()) {
      outbox.deliverReady();
    }
    do {
      queue.forced(forces.getAndSet(0));
      queue.appendWaiting();
      commandsWait = queue.hasWaiting();
    } while (commandsWait && forces.get() > 0); // one that has not seen that commands wait
    return queue.isFull() ? waits.millisToNext(clock.millis()) : millisToNext();
  }

  @Override
  public void end(@Nullable Throwable fault) {
    stopped = true;
    this.fault = fault;
    if (fault != null) {
      LOG.error("Shard {} has stopped; restart the node once the cause is removed", id, fault);
      serving.completeExceptionally(
          new ShardUnavailableException("shard " + id + " has stopped: " + fault, false, fault));
    }
    follow();
    hold.endAll();
    scheduler.refuseMessages().forEach(Runnable::run);
    barrier.failAll(notServing());
    queue.failAll("shard " + id + " has stopped");
    serving.completeExceptionally(notServing());
    log.close();
    storage.close();
  }

  Store room() {
    return state.room();
  }

  /**
   * Puts the first mark of a cut into the log.
   *
   * @param held completes once this replica has come to the mark and stays there
   */
  void hold(long cut, CompletableFuture<@Nullable Void> held) {
    hold.expect(cut, held);
    log.append(new CutMark(cut, true, 0).encode())
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                held.completeExceptionally(failure);
              }
            });
  }

  /** Returns whether this replica has stayed where the first mark of a cut is. */
  boolean isHeldBy(long cut) {
    return !stopped && hold.isHeldBy(cut);
  }

  /** Puts the second mark of a cut into the log. */
  CompletionStage<?> release(long cut) {
    hold.forget(cut);
    return log.append(new CutMark(cut, false, 0).encode());
  }

  /** Returns how many messages have run, or -1 where there is something to do now. */
  long quietSince() {
    turns--;
    boolean due = millisToNext() == 0;
    return queue.isEmpty() && barrier.size() == 0 && !outbox.isBusy() && !due ? turns : -1;
  }

  /** Returns how many milliseconds nothing is to be done, or -1 where there is something now. */
  long quietFor() {
    return quietSince() < 0 ? -1 : millisToNext();
  }

  private long millisToNext() {
    long now = clock.millis();
    return Math.min(waits.millisToNext(now), alarms.millisToNext(now));
  }

  private boolean serves() {
    return !stopped && (leads() || leader.isPresent());
  }

  /** Takes a command where there is a leader to take it. */
  void enqueue(Submission submission) {
    if (submission.bound() && submission.leadership() != leadership()) {
      submission.fail(notLeading());
    } else if (serves()) {
      queue.add(submission);
    } else {
      submission.fail(notServing());
    }
  }

  /** Submits a command of the kernel's own making, outside the limits of back-pressure. */
  private CompletionStage<?> submitOwn(C command) {
    CompletableFuture<@Nullable Object> reply = new CompletableFuture<>();
    enqueue(submission(machine.codec().encode(command), leadership(), reply, () -> {}));
    return reply;
  }

  Submission submission(
      byte[] bytes, long bound, CompletableFuture<@Nullable Object> reply, Runnable release) {
    return new Submission(bytes, metrics.time(), bound, reply, release);
  }

  private void append(long number, byte[] entry, long bound) {
    (bound == Submission.ANY ? log.append(entry) : log.appendAsLeader(entry, bound))
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                scheduler.post(() -> notAppended(number, failure));
              }
            });
  }

  private void notAppended(long number, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof ShardUnavailableException refusal && !refusal.outcomeUnknown()) {
      queue.refused(number, refusal);
      if (!serves()) {
        queue.failWaiting("shard " + id + " has no leader");
      }
    } else {
      doubts.settle(List.of(number), cause);
    }
  }

  private void apply(LogPosition position, byte[] bytes) {
    if (applier.isApplied(position)) {
      return;
    }
    Optional<CutMark> mark = CutMark.of(bytes);
    if (mark.isPresent()) {
      applier.apply(position, mark.get());
      holdAtMark();
      return;
    }
    LogEntry entry = LogEntry.decode(bytes, queue::commands);
    long committedAt = metrics.time();
    List<CommandResult> results = applier.apply(position, entry);
    int refusals = (int) results.stream().filter(result -> result.failure() != null).count();
    metrics.applied(results.size(), refusals, committedAt);
    results.forEach(this::tellReplica);
    List<Submission> submissions = queue.committed(entry, committedAt);
    if (!leads() && submissions == null) {
      return;
    }
    for (int i = 0; i < results.size(); i++) {
      CommandResult result = results.get(i);
      if (leads()) {
        result.changes().forEach(leadership::carryOut);
      }
      if (submissions != null) {
        answer(submissions.get(i), result);
      }
    }
  }

  /**
   * Holds the replica where its state stands at the first mark of a cut: also one that has just
   * started, or taken over the state of another one, since others count on its staying there.
   */
  private void holdAtMark() {
    if (clock.millis() - applier.progress().now() < CutMark.OLDEST_MILLIS) {
      state.cut().ifPresent(hold::begin);
    }
  }

  private void tellReplica(CommandResult result) {
    for (Change change : result.changes()) {
      if (change instanceof Change.Emitted emitted) {
        effects.applied(emitted.effect());
      }
    }
  }

  private static void answer(Submission submission, CommandResult result) {
    if (result.failure() == null) {
      submission.succeed(result.reply());
    } else {
      submission.fail(result.failure());
    }
  }

  /** Answers a query: at once inside another one, and otherwise once the state is known fresh. */
  <R> void ask(Supplier<R> query, CompletableFuture<R> answer) {
    if (inQuery) {
      answer(query, answer);
      return;
    }
    if (!serves()) {
      answer.completeExceptionally(notServing());
      return;
    }
    if (barrier.size() >= maxQueries) {
      answer.completeExceptionally(
          new ShardUnavailableException(
              "shard " + id + " has as many queries waiting as it may; try again later"));
      return;
    }
    barrier.pass(
        failure -> {
          if (failure == null) {
            answer(query, answer);
          } else {
            answer.completeExceptionally(
                new ShardUnavailableException(
                    "shard " + id + " cannot make sure that it is not behind", false, failure));
          }
        });
  }

  private <R> void answer(Supplier<R> query, CompletableFuture<R> answer) {
    boolean nested = inQuery;
    inQuery = true;
    try {
      answer.complete(query.get());
    } catch (RuntimeException fault) {
      answer.completeExceptionally(fault);
    } finally {
      inQuery = nested;
    }
  }

  /**
   * Runs a task of the leader.
   *
   * @param bound the leadership that it is part of, or {@link Submission#ANY}
   */
  void run(Runnable task, long bound, CompletableFuture<@Nullable Void> done) {
    if (!leads() || (bound != Submission.ANY && bound != leadership())) {
      done.completeExceptionally(notLeading());
      return;
    }
    try {
      task.run();
      done.complete(null);
    } catch (RuntimeException fault) {
      LOG.error("Shard {}: a fault in the room's task", id, fault);
      done.completeExceptionally(fault);
    }
  }

  /**
   * @param term of the leadership that is to be confirmed
   */
  CompletableFuture<@Nullable Void> confirmLeadership(long term) {
    if (!leads() || leadership() != term) {
      return CompletableFuture.failedFuture(notLeading());
    }
    CompletableFuture<@Nullable Void> asked =
        log.confirmLeadership(term).<@Nullable Void>thenApply(_ -> null).toCompletableFuture();
    if (asked.isDone() && !asked.isCompletedExceptionally()) {
      return asked;
    }
    CompletableFuture<@Nullable Void> confirmed = new CompletableFuture<>();
    var unused =
        asked.whenComplete(
            (_, failure) -> {
              if (!scheduler.post(() -> leadershipConfirmed(term, failure, confirmed))) {
                confirmed.completeExceptionally(notServing());
              }
            });
    return confirmed;
  }

  private void leadershipConfirmed(
      long term, @Nullable Throwable failure, CompletableFuture<@Nullable Void> confirmed) {
    if (failure == null && leadership() == term) {
      confirmed.complete(null);
    } else {
      confirmed.completeExceptionally(
          new ShardUnavailableException(
              "shard " + id + " cannot make sure that it is led by this node", false, failure));
    }
  }

  private void leaderChanged(Optional<NodeId> now) {
    leader = now;
    if (now.isEmpty() && !leads()) {
      queue.failWaiting("shard " + id + " has no leader");
      doubts.settle(queue.inFlight(), null);
    }
    catchUp();
  }

  /** Has a new replica serve as soon as it follows a leader and is not behind. */
  private void catchUp() {
    if (serving.isDone() || leads() || leader.isEmpty()) {
      return;
    }
    barrier.pass(
        failure -> {
          if (failure == null) {
            serving.complete(shard);
          } else {
            waits.after(CATCH_UP_AGAIN_MILLIS, this::catchUp);
          }
        });
  }

  private void startLeading(long term) {
    if (leadership() == term || stopped) {
      return;
    }
    follow();
    leadership.begin(term, new LeaderShard<>(shard, this, term));
    serving.complete(shard);
  }

  private void follow() {
    if (leads()) {
      leadership.end(() -> queue.failBound(notLeading()));
    }
  }

  private LogPosition replaceState(ReplicatedLog.Replacement replacement) throws IOException {
    follow();
    replacement.into(storage);
    applier.restore();
    effects.restored();
    holdAtMark();
    // What the snapshot holds of this replica's own commands is not applied here any more.
    doubts.settle(queue.inFlight(), null);
    return applier.progress().position();
  }

  /** Brings what the log says onto the shard's thread. */
  private final class FromLog implements ReplicatedLog.Listener {
    @Override
    public CompletableFuture<Void> committed(LogPosition position, byte[] entry) {
      CompletableFuture<Void> applied = new CompletableFuture<>();
      Runnable message =
          () -> {
            if (stopped) {
              applied.completeExceptionally(notServing());
              return;
            }
            apply(position, entry);
            applied.complete(null);
          };
      Optional<CutMark> end = CutMark.of(entry).filter(mark -> !mark.begins());
      post(
          () ->
              end.ifPresentOrElse(
                  mark -> hold.passEnd(mark.cut(), message), () -> hold.pass(message)),
          applied);
      return applied;
    }

    @Override
    public void leading(long term) {
      scheduler.post(() -> hold.pass(() -> startLeading(term)));
    }

    @Override
    public void following() {
      scheduler.post(() -> hold.pass(Replica.this::follow));
    }

    @Override
    public void leader(Optional<NodeId> now) {
      scheduler.post(() -> hold.pass(() -> leaderChanged(now)));
    }

    @Override
    public void stamp(byte[] entry) {
      LogEntry.stamp(entry, clock.millis());
    }

    @Override
    public void forced() {
      if (leads()) {
        forces.incrementAndGet();
        if (commandsWait) {
          scheduler.wake();
        }
      }
    }

    @Override
    public LogPosition persist() {
      // The position first: what is written meanwhile only makes more durable than is said.
      CompletableFuture<LogPosition> applied = new CompletableFuture<>();
      post(() -> applied.complete(applier.progress().position()), applied);
      LogPosition position = applied.join();
      state.persist();
      return position;
    }

    @Override
    public CompletableFuture<LogPosition> install(ReplicatedLog.Replacement replacement) {
      CompletableFuture<LogPosition> installed = new CompletableFuture<>();
      post(
          () -> {
            hold.endAll();
            try {
              installed.complete(replaceState(replacement));
            } catch (IOException damaged) {
              installed.completeExceptionally(damaged);
            } catch (RuntimeException fault) {
              installed.completeExceptionally(fault);
              throw fault;
            }
          },
          installed);
      return installed;
    }

    @Override
    public void failed(Throwable cause) {
      scheduler.post(
          () -> {
            throw new IllegalStateException("the log has failed: " + cause.getMessage(), cause);
          });
    }

    private void post(Runnable message, CompletableFuture<?> done) {
      if (!scheduler.post(message)) {
        done.completeExceptionally(notServing());
      }
    }
  }
}
