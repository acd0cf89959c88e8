package io.trunkline.kernel.simulation;

/** The disk of one node: says when what was written to its files survives a crash. */
public final class SimulatedDisk {
  private static final long MIN_SYNC = 50;
  private static final long USUAL_SYNC = 1_000;

  private final Simulation simulation;
  private final SimulatedNode node;
  private long longestSync = USUAL_SYNC;

  SimulatedDisk(Simulation simulation, SimulatedNode node) {
    this.simulation = simulation;
    this.node = node;
  }

  /** Has a sync take up to {@code micros} microseconds. */
  public void slowDown(long micros) {
    longestSync = Math.max(MIN_SYNC, micros);
  }

  /** Has a sync take as long as it usually does. */
  public void recover() {
    longestSync = USUAL_SYNC;
  }

  /** Has {@code done} run once everything that is in the file now survives a crash. */
  void sync(SimulatedFile file, Runnable done) {
    int length = file.length();
    if (file.isSynced()) {
      done.run();
      return;
    }
    simulation.between(
        MIN_SYNC,
        longestSync,
        node.task(
            () -> {
              file.markSynced(length);
              done.run();
            }));
  }
}
