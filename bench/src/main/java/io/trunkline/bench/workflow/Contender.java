package io.trunkline.bench.workflow;

/** A workflow engine under test. */
interface Contender extends AutoCloseable {
  /** How many steps a run has. */
  int STEPS = 10;

  /** What a run does. */
  enum Work {
    /** Ten steps that call something, one after the other: each durable before the next begins. */
    CALLS,
    /** Ten steps that compute a value, one after the other. */
    COMPUTE,
    /** One step that computes a value. */
    ONE,
    /** Waits for an hour. */
    WAIT
  }

  String name();

  /** Has {@code ended} run whenever a run ends. Called once, before the first run. */
  void whenEnded(Runnable ended);

  /** Starts a run; returns once it is durable that it will be done. Called from many threads. */
  void start(Work work);

  /** Returns whether there are loops whose passes run one after the other, or in parallel. */
  default boolean loops(boolean parallel) {
    return false;
  }

  /** Starts a run of one step for each of {@code items}. */
  default void startLoop(int items, boolean parallel) {
    throw new UnsupportedOperationException("no loops");
  }

  @Override
  void close();
}
