package io.trunkline.broker.effects;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The message locks of a queue. Locks without a session stand in the order in which they end: all
 * last equally long, and a renewed one goes to the end.
 */
final class LockTable {
  private final LinkedHashMap<UUID, MessageLock> free = new LinkedHashMap<>();
  private final Map<UUID, MessageLock> inSessions = new HashMap<>();

  void add(MessageLock lock) {
    if (lock.session == null) {
      free.put(lock.token, lock);
    } else {
      inSessions.put(lock.token, lock);
      lock.session.locks.add(lock);
    }
  }

  @Nullable MessageLock find(UUID token) {
    MessageLock lock = free.get(token);
    return lock == null ? inSessions.get(token) : lock;
  }

  void renew(MessageLock lock, long until) {
    lock.renew(until);
    free.remove(lock.token);
    free.put(lock.token, lock);
  }

  void remove(MessageLock lock) {
    if (lock.session == null) {
      free.remove(lock.token);
    } else {
      inSessions.remove(lock.token);
      lock.session.locks.remove(lock);
    }
  }

  /** Removes and returns the locks without a session that have ended and are not being settled. */
  List<MessageLock> takeEnded(long now) {
    List<MessageLock> ended = new ArrayList<>();
    for (MessageLock lock : free.values()) {
      if (lock.until() > now) {
        break;
      }
      if (!lock.settling) {
        ended.add(lock);
      }
    }
    ended.forEach(this::remove);
    return ended;
  }

  /** Returns when the next lock without a session ends, or {@link Long#MAX_VALUE}. */
  long nextEnd() {
    return free.isEmpty() ? Long.MAX_VALUE : free.firstEntry().getValue().until();
  }

  /** Returns the sequence numbers of all locked messages. */
  List<Long> sequenceNumbers() {
    List<Long> numbers = new ArrayList<>(free.size() + inSessions.size());
    for (Collection<MessageLock> locks : List.of(free.values(), inSessions.values())) {
      locks.forEach(lock -> numbers.add(lock.entry.sequenceNumber()));
    }
    return numbers;
  }
}
