package io.trunkline.kernel.runtime;

import io.trunkline.kernel.Command;
import io.trunkline.kernel.KernelLimits;
import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.RejectedException;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardEffects;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ShardUnavailableException;
import io.trunkline.kernel.StateMachine;
import io.trunkline.kernel.Store;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One replica of a shard on this node: brings what any thread asks of it to the shard's thread.
 *
 * <pre>
 *   submit ─encode─▶ mailbox ─▶ command queue ──append──▶ log ──committed──▶ mailbox
 *                                                                               │
 *   reply ◀── timers, outbox, effects ◀── write to the store ◀── apply each ◀───┘
 * </pre>
 *
 * A fault below the state machine (the store cannot be written, an entry cannot be read) stops the
 * shard: it must not go on with a state that differs from the log's.
 *
 * @param <C> the commands of the shard's machine
 */
public final class ShardRuntime<C extends Command<?>> implements Shard<C>, AutoCloseable {
  /** How long a replica stays at the first mark of a cut that nobody ends. */
  public static final Duration LONGEST_HOLD = Duration.ofMillis(CutMark.LONGEST_HOLD_MILLIS);

  private final ShardId id;
  private final StateMachine<C> machine;
  private final KernelLimits limits;
  private final ShardScheduler scheduler;
  private final Admission admission;
  private final Replica<C> replica;

  /**
   * Prepares a shard; {@link #start} starts it. The runtime closes {@code log} and {@code storage}.
   */
  public ShardRuntime(
      ShardId id,
      StateMachine<C> machine,
      ShardEffects<C> effects,
      ReplicatedLog log,
      StateStore storage,
      ShardEnvironment environment) {
    this.id = id;
    this.machine = machine;
    this.limits = environment.limits();
    this.scheduler = environment.schedulers().create("shard " + id);
    this.admission = new Admission(limits);
    this.replica =
        new Replica<>(
            this, machine, effects, log, storage, environment, scheduler, admission::commands);
  }

  /**
   * Starts the shard; completes once this replica serves (it leads, or follows a known leader and
   * has caught up), or fails once it has stopped without.
   */
  public CompletableFuture<Shard<C>> start() {
    scheduler.start(replica);
    return replica.serving();
  }

  @Override
  public ShardId id() {
    return id;
  }

  /** Returns which replica leads, as far as known here; from any thread. */
  public Optional<NodeId> leader() {
    return replica.leader();
  }

  @Override
  public boolean leads() {
    return replica.leads();
  }

  @Override
  public CompletableFuture<@Nullable Void> confirmLeadership() {
    return replica.confirmLeadership(replica.leadership());
  }

  @Override
  public <R> CompletableFuture<R> submit(Command<R> command) {
    return submit(command, scheduler.isCurrent() ? replica.leadership() : Submission.ANY);
  }

  /**
   * @param bound the leadership that the command is part of, or {@link Submission#ANY}
   */
  @SuppressWarnings("unchecked") // the contract of StateMachine.apply: the reply is an R
  <R> CompletableFuture<R> submit(Command<R> command, long bound) {
    byte[] bytes;
    try {
      bytes = machine.codec().encode((C) command);
    } catch (RuntimeException fault) {
      return CompletableFuture.failedFuture(fault);
    }
    int maxBytes = limits.maxCommandBytes();
    if (bytes.length > maxBytes) {
      return CompletableFuture.failedFuture(
          new RejectedException(
              "a command of " + bytes.length + " bytes; the limit is " + maxBytes + " bytes"));
    }
    if (!admission.enter(bytes.length)) {
      return CompletableFuture.failedFuture(
          new ShardUnavailableException(
              "shard " + id + " has as many commands waiting as it may; try again later"));
    }
    CompletableFuture<@Nullable Object> reply = new CompletableFuture<>();
    Submission submission =
        replica.submission(bytes, bound, reply, () -> admission.leave(bytes.length));
    if (!scheduler.post(() -> replica.enqueue(submission))) {
      submission.fail(replica.notServing());
    }
    return (CompletableFuture<R>) reply;
  }

  @Override
  public <R> CompletableFuture<R> query(Supplier<R> query) {
    CompletableFuture<R> answer = new CompletableFuture<>();
    if (scheduler.isCurrent()) {
      replica.ask(query, answer);
    } else if (!scheduler.post(() -> replica.ask(query, answer))) {
      answer.completeExceptionally(replica.notServing());
    }
    return answer;
  }

  @Override
  public CompletableFuture<@Nullable Void> execute(Runnable task) {
    return execute(task, Submission.ANY);
  }

  /**
   * @param bound the leadership that the task is part of, or {@link Submission#ANY}
   */
  CompletableFuture<@Nullable Void> execute(Runnable task, long bound) {
    CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    if (!scheduler.post(() -> replica.run(task, bound, done))) {
      done.completeExceptionally(replica.notLeading());
    }
    return done;
  }

  @Override
  public boolean onShardThread() {
    return scheduler.isCurrent();
  }

  @Override
  public Store store() {
    if (!onShardThread()) {
      throw new IllegalStateException("the store of shard " + id + " is read on its thread only");
    }
    return replica.room();
  }

  /** Returns why this replica does not serve; empty where it does. From any thread. */
  public Optional<String> trouble() {
    return replica.trouble();
  }

  /** Has the shard look at its clock: called when an injected clock was moved. */
  public void clockAdvanced() {
    scheduler.wake();
  }

  /**
   * Says whether the shard has nothing to do now: no command or query waits, no timer is due, no
   * delivery runs.
   *
   * @return completes on the shard's thread with the number of messages it has seen, or with -1
   *     where it is busy
   */
  public CompletableFuture<Long> quietSince() {
    CompletableFuture<Long> answer = new CompletableFuture<>();
    if (!scheduler.post(() -> answer.complete(replica.quietSince()))) {
      answer.complete(0L);
    }
    return answer;
  }

  /**
   * Says how long the shard has nothing to do, at most an hour.
   *
   * @return completes on the shard's thread with milliseconds, or with -1 where it is busy
   */
  public CompletableFuture<Long> quietFor() {
    CompletableFuture<Long> answer = new CompletableFuture<>();
    if (!scheduler.post(() -> answer.complete(replica.quietFor()))) {
      answer.complete(Alarms.LONGEST_WAIT);
    }
    return answer;
  }

  /**
   * Begins a cut: every replica of the shard, on every node, stays in one and the same place of its
   * log, and applies, answers and delivers nothing that comes later. Ends with {@link #release}, or
   * by itself after {@link #LONGEST_HOLD}.
   *
   * @param cut tells cuts apart; not 0
   * @return completes once this replica is there; fails where no leader takes the mark
   */
  public CompletableFuture<@Nullable Void> hold(long cut) {
    CompletableFuture<@Nullable Void> held = new CompletableFuture<>();
    if (!scheduler.post(() -> replica.hold(cut, held))) {
      held.completeExceptionally(replica.notServing());
    }
    return held;
  }

  /** Says whether this replica still stays where {@link #hold} has brought it. */
  public CompletableFuture<Boolean> isHeldBy(long cut) {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    if (!scheduler.post(() -> answer.complete(replica.isHeldBy(cut)))) {
      answer.complete(false);
    }
    return answer;
  }

  /** Ends a cut on every replica of the shard. */
  public void release(long cut) {
    scheduler.post(() -> replica.release(cut));
  }

  /**
   * Stops the shard and waits for its thread. Commands that wait fail; nothing committed is lost.
   */
  @Override
  public void close() {
    replica.stop();
    scheduler.close();
  }
}
