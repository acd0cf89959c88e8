package io.trunkline.kernel.runtime;

import io.trunkline.kernel.KernelLimits;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Back-pressure: counts the commands of a shard that wait for their commit, and their bytes. */
final class Admission {
  private final KernelLimits limits;
  private final AtomicInteger commands = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  Admission(KernelLimits limits) {
    this.limits = limits;
  }

  /** Takes a place for a command of {@code size} bytes, or returns false where there is none. */
  boolean enter(int size) {
    if (commands.incrementAndGet() > limits.maxPendingCommands()) {
      commands.decrementAndGet();
      return false;
    }
    if (bytes.addAndGet(size) > limits.maxPendingBytes()) {
      leave(size);
      return false;
    }
    return true;
  }

  /** Gives the place back. */
  void leave(int size) {
    bytes.addAndGet(-size);
    commands.decrementAndGet();
  }

  int commands() {
    return commands.get();
  }
}
