package io.trunkline.kernel.simulation;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Carries messages between nodes, as badly as it is told to. */
public final class SimulatedNetwork {
  private static final long MIN_DELAY = 50;
  private static final long USUAL_DELAY = 1_000;
  private static final long LONG_DELAY = 150_000;

  private final Simulation simulation;
  private final boolean[][] cut;
  private double loss;
  private double repetition;
  private double delay;

  SimulatedNetwork(Simulation simulation, int nodes) {
    this.simulation = simulation;
    this.cut = new boolean[nodes][nodes];
  }

  /**
   * Has messages go astray.
   *
   * @param loss the part that is lost
   * @param repetition the part that arrives twice
   * @param delay the part that takes long, so that later messages overtake it
   */
  public void disturb(double loss, double repetition, double delay) {
    this.loss = loss;
    this.repetition = repetition;
    this.delay = delay;
  }

  /** Cuts the way from one node to another; the way back stays. */
  public void cut(int from, int to) {
    cut[from][to] = true;
  }

  /** Cuts a node off in both directions. */
  public void isolate(int node) {
    for (int other = 0; other < cut.length; other++) {
      cut(node, other);
      cut(other, node);
    }
  }

  /** Mends the way from one node to another. */
  public void mend(int from, int to) {
    cut[from][to] = false;
  }

  /** Mends all ways. */
  public void mend() {
    for (boolean[] ways : cut) {
      Arrays.fill(ways, false);
    }
  }

  /**
   * Sends a message.
   *
   * @param repeatable whether it may arrive twice: true for messages of which the protocol says so
   */
  void send(SimulatedNode from, SimulatedNode to, boolean repeatable, Runnable delivery) {
    SplittableRandom random = simulation.random();
    if (cut[from.index()][to.index()] || random.nextDouble() < loss) {
      return;
    }
    deliver(to, delivery);
    if (repeatable && random.nextDouble() < repetition) {
      deliver(to, delivery);
    }
  }

  private void deliver(SimulatedNode to, Runnable delivery) {
    long most = simulation.random().nextDouble() < delay ? LONG_DELAY : USUAL_DELAY;
    simulation.between(MIN_DELAY, most, () -> to.receive(delivery));
  }
}
