package io.trunkline.workflows.state;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** The records of one run, wherever they are kept, and the work that goes with them. */
interface RunRecords {
  RunRecord run();

  void put(RunRecord run);

  @Nullable ActionRecord action(ActionKey key);

  void put(ActionRecord action);

  @Nullable LoopRecord loop(ActionKey key);

  void put(LoopRecord loop);

  void put(IterationRecord iteration);

  @Nullable IterationRecord iteration(ActionKey loop, int index);

  void putItems(ActionKey loop, JsonNode items);

  void put(VariableRecord variable);

  void put(ResponseRecord response);

  /** Asks the leader to make call {@code attempt} of an action, and again until it is reported. */
  default void call(ActionKey key, int attempt) {}

  /** Takes {@link #call} back. */
  default void callOver(ActionKey key, int attempt) {}

  /** Asks the leader for {@link RunEvent.WaitOver} at a time. */
  default void wakeAt(ActionKey key, int attempt, long dueAt) {}

  /** Takes {@link #wakeAt} back. */
  default void wakeOver(ActionKey key, int attempt) {}

  /** Asks the leader for {@link RunEvent.TimeLimitReached} at a time. */
  default void limitAt(ActionKey key, long dueAt) {}

  /** Takes {@link #limitAt} back. */
  default void limitOver(ActionKey key) {}

  /** Asks the leader to send the request that takes a subscription back. */
  default void unsubscribe(ActionKey key, JsonNode request, long now) {}

  /** Takes back the time limits of the run itself. */
  default void runOver() {}
}
