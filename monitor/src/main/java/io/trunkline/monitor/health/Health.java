package io.trunkline.monitor.health;

/** Where a node stands between start and stop. Thread-safe. */
public final class Health {
  /** The states of a node, in order. */
  public enum State {
    STARTING,
    READY,
    STOPPING
  }

  private volatile State state = State.STARTING;

  public State state() {
    return state;
  }

  public void ready() {
    state = State.READY;
  }

  public void stopping() {
    state = State.STOPPING;
  }
}
