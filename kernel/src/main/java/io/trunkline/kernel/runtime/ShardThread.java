package io.trunkline.kernel.runtime;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A platform thread that runs one shard and sleeps where there is nothing to do. */
final class ShardThread implements ShardScheduler {
  private final Mailbox mailbox = new Mailbox();
  private final Thread thread;
  private @Nullable Work work;
  private volatile boolean closed;

  ShardThread(String name) {
    thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  @Override
  public void start(Work started) {
    work = started;
    thread.start();
  }

  @Override
  public boolean post(Runnable message) {
    return mailbox.post(message);
  }

  @Override
  public void wake() {
    mailbox.wake();
  }

  @Override
  public boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  @Override
  public ArrayDeque<Runnable> refuseMessages() {
    return mailbox.close();
  }

  @Override
  public void close() {
    closed = true;
    mailbox.wake();
    if (!isCurrent()) {
      joinUninterruptibly();
    }
  }

  private void run() {
    Throwable fault = null;
    try {
      work.begin();
      long wait = work.turn(0);
      ArrayDeque<Runnable> messages = new ArrayDeque<>();
      while (!closed) {
        messages = mailbox.take(messages, wait);
        int taken = messages.size();
        for (Runnable message = messages.poll(); message != null; message = messages.poll()) {
          message.run();
        }
        wait = work.turn(taken);
      }
    } catch (Throwable e) {
      fault = e;
    } finally {
      closed = true;
      work.end(fault);
    }
  }

  private void joinUninterruptibly() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
