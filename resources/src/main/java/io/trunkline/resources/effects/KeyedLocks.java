package io.trunkline.resources.effects;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** One lock per key, for as long as somebody holds or wants it. */
final class KeyedLocks {
  private final ConcurrentHashMap<String, Held> locks = new ConcurrentHashMap<>();

  /** Runs {@code work} while nobody else runs work for the same key. */
  void with(String key, Runnable work) {
    Held held =
        locks.compute(
            key,
            (same, found) -> found == null ? new Held(new ReentrantLock(), 1) : found.wanted(1));
    held.lock.lock();
    try {
      work.run();
    } finally {
      held.lock.unlock();
      locks.compute(
          key, (same, found) -> found == null || found.users == 1 ? null : found.wanted(-1));
    }
  }

  private record Held(ReentrantLock lock, int users) {
    Held wanted(int more) {
      return new Held(lock, users + more);
    }
  }
}
