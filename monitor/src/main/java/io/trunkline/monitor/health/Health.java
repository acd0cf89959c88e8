package io.trunkline.monitor.health;

import java.util.Map;
import java.util.function.Supplier;

/** Where a node stands between start and stop, and what is wrong meanwhile. Thread-safe. */
public final class Health {
  /** The states of a node, in order. */
  public enum State {
    STARTING,
    READY,
    STOPPING
  }

  private volatile State state = State.STARTING;

  private volatile Supplier<Map<String, String>> troubles = Map::of;

  /**
   * Has a node that is started count as ready only while there are no troubles.
   *
   * @param now returns what does not work, by name, and why; called for each probe
   */
  public void watch(Supplier<Map<String, String>> now) {
    troubles = now;
  }

  /** Returns what does not work, by name, and why. */
  public Map<String, String> troubles() {
    return troubles.get();
  }

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
