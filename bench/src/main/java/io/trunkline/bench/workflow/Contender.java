package io.trunkline.bench.workflow;

/** A workflow engine under test: every step is durable before the next begins. */
interface Contender extends AutoCloseable {
  /** How many steps a run of the sequence has. */
  int STEPS = 10;

  String name();

  /** Starts a run of ten steps, one after the other. */
  void startSequence();

  /** Starts a run of one step for each of {@code items}. */
  void startLoop(int items, boolean parallel);

  /** Starts a run that waits for an hour. */
  void startWaiting();

  /** Returns how many runs have ended since the engine was opened. */
  long ended();

  @Override
  void close();
}
