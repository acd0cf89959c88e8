package io.trunkline.kernel.ratis;

import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.apache.ratis.util.DataBlockingQueue;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;
import org.jspecify.annotations.Nullable;

/**
 * A queue that takes the place of another one, and whose taker sleeps as long as there is nothing.
 * Elements that are still put into the other one come first: whoever puts them in order has put
 * them there before.
 */
final class PatientQueue<E> extends DataBlockingQueue<E> {
  private static final long LONGEST_WAIT_MILLIS = 30_000;
  private static final long SHORT_WAIT_MILLIS = 2;

  /** How often the taker looks as before, until nobody can be about to use the other queue. */
  private static final int FIRST_LOOKS = 20;

  private final DataBlockingQueue<E> before;
  private final StickySignal came = new StickySignal("log");
  private long looks;
  private volatile boolean hurried;

  /**
   * @param bytes says how many bytes an element has: the limits are those of the other queue
   */
  PatientQueue(DataBlockingQueue<E> before, ToLongFunction<E> bytes) {
    super("log", SizeInBytes.valueOf(before.getByteLimit()), before.getElementLimit(), bytes);
    this.before = before;
  }

  /** Has the taker look very often from now on: it is about to be told to end. */
  void hurry() {
    hurried = true;
    came.signal();
  }

  @Override
  public boolean offer(E element, TimeDuration timeout) throws InterruptedException {
    boolean taken = super.offer(element, timeout);
    came.signal();
    return taken;
  }

  @Override
  public @Nullable E poll(TimeDuration timeout) throws InterruptedException {
    E first = next();
    if (first != null) {
      return first;
    }
    came.await(patience(timeout), TimeUnit.MILLISECONDS);
    return next();
  }

  private long patience(TimeDuration timeout) {
    if (hurried) {
      return SHORT_WAIT_MILLIS;
    }
    return ++looks > FIRST_LOOKS ? LONGEST_WAIT_MILLIS : timeout.toLong(TimeUnit.MILLISECONDS);
  }

  private @Nullable E next() {
    E earlier = before.poll();
    return earlier != null ? earlier : super.poll();
  }

  @Override
  public void clear() {
    before.clear();
    super.clear();
  }
}
