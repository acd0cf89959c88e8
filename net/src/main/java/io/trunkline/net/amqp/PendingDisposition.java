package io.trunkline.net.amqp;

import org.apache.qpid.protonj2.types.transport.Disposition;
import org.jspecify.annotations.Nullable;

/**
 * A disposition that is held back, since those that follow it may say the same of the next
 * deliveries: then one frame says it of all of them.
 */
final class PendingDisposition {
  private @Nullable Disposition held;
  private int channel;

  boolean isEmpty() {
    return held == null;
  }

  int channel() {
    return channel;
  }

  /**
   * Adds a disposition to the one that is held, or holds it where there is none.
   *
   * @return false where it does not follow the one that is held
   */
  boolean add(Disposition next, int nextChannel) {
    if (held == null) {
      held = next.copy();
      channel = nextChannel;
      return true;
    }
    if (nextChannel != channel || next.hasLast() || !follows(held, next)) {
      return false;
    }
    held.setLast(next.getFirst());
    return true;
  }

  private static boolean follows(Disposition held, Disposition next) {
    long last = held.hasLast() ? held.getLast() : held.getFirst();
    return next.getFirst() == (last + 1 & 0xFFFF_FFFFL)
        && held.getRole() == next.getRole()
        && held.getSettled() == next.getSettled()
        && held.getState() != null
        && held.getState() == next.getState(); // one object: an outcome without anything of its own
  }

  /** Returns what is held and lets go of it. */
  Disposition take() {
    Disposition taken = held;
    if (taken == null) {
      throw new IllegalStateException("no disposition is held back");
    }
    held = null;
    return taken;
  }
}
