package io.trunkline.kernel.ratis;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the leader of a group holds the lease in which no other is elected. Ratis answers reads
 * by it, and has no way to ask for it alone, so its own method is called; where a later version has
 * none of that name, nobody holds a lease, every question goes through a read, and a test notices.
 */
final class LeaderLease {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderLease.class);

  private final @Nullable AtomicReference<?> leader;
  private volatile @Nullable MethodHandle hasLease;
  private volatile boolean missing;

  private LeaderLease(@Nullable AtomicReference<?> leader) {
    this.leader = leader;
    this.missing = leader == null;
  }

  static LeaderLease of(RaftServer.Division division) {
    try {
      Object role = field(division, "role").get(division);
      return new LeaderLease((AtomicReference<?>) field(role, "leaderState").get(role));
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.warn("A leader has to ask for each read whether it still leads", e);
      return new LeaderLease(null);
    }
  }

  /** Returns whether the lease can be asked for. */
  boolean isKnown() {
    return !missing;
  }

  boolean isHeld() {
    if (leader == null || missing) {
      return false;
    }
    Object leading = leader.get();
    if (leading == null) {
      return false;
    }
    try {
      MethodHandle method = hasLease;
      if (method == null) {
        Method found = leading.getClass().getDeclaredMethod("hasLease");
        found.setAccessible(true);
        method = MethodHandles.lookup().unreflect(found);
        hasLease = method;
      }
      return (boolean) method.invoke(leading);
    } catch (ReflectiveOperationException e) {
      missing = true;
      LOG.warn("A leader has to ask for each read whether it still leads", e);
      return false;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static Field field(Object owner, String name) throws ReflectiveOperationException {
    Field field = owner.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }
}
