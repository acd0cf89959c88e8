package io.trunkline.kernel.ratis;

import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.rocks.RocksMoment;
import io.trunkline.kernel.runtime.ShardRuntime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A consistent cut through shards that several nodes lead: a moment in which every replica of every
 * shard, on every node, stays at a mark in its log.
 *
 * <p>Why what is before the marks fits together: say a shard has an entry before its mark because
 * another shard has answered. That answer was given by a replica that did not stay at its own mark
 * yet, since none goes on before all marks are in their logs, and the entry was written afterwards,
 * before its shard's mark. So what was answered is before the other mark, too. No replica goes on
 * sooner than {@link ShardRuntime#LONGEST_HOLD} after the first mark was asked for; a cut that
 * takes longer than half of that here is not used.
 */
final class Cut {
  private static final int ATTEMPTS = 4;
  private static final Duration LONGEST = ShardRuntime.LONGEST_HOLD.dividedBy(2);

  private final Collection<? extends ShardRuntime<?>> shards;
  private final IdSource ids;

  Cut(Collection<? extends ShardRuntime<?>> shards, IdSource ids) {
    this.shards = List.copyOf(shards);
    this.ids = ids;
  }

  /**
   * Makes a cut.
   *
   * @param moment called while all shards stay where they are; to be quick, since nobody is
   *     answered meanwhile
   * @throws IOException when a shard has no leader, or not all come to a stop in time
   */
  RocksMoment make(Supplier<RocksMoment> moment) throws IOException {
    IOException last = new IOException();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long cut = ids.uuid().getMostSignificantBits() | 1;
      try {
        return attempt(cut, moment);
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  private RocksMoment attempt(long cut, Supplier<RocksMoment> moment) throws IOException {
    long began = System.nanoTime();
    try {
      List<CompletableFuture<?>> held = new ArrayList<>();
      shards.forEach(shard -> held.add(shard.hold(cut)));
      await(CompletableFuture.allOf(held.toArray(CompletableFuture[]::new)), began);
      RocksMoment made = moment.get();
      if (!allHeld(cut, began)) {
        made.close();
        throw new IOException("the shards did not come to a stop together");
      }
      return made;
    } finally {
      shards.forEach(shard -> shard.release(cut));
    }
  }

  private boolean allHeld(long cut, long began) throws IOException {
    for (ShardRuntime<?> shard : shards) {
      if (!await(shard.isHeldBy(cut), began)) {
        return false;
      }
    }
    return System.nanoTime() - began < LONGEST.toNanos();
  }

  private static <T> T await(CompletableFuture<T> awaited, long began) throws IOException {
    try {
      return awaited.get(began + LONGEST.toNanos() - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("the shards did not come to a stop within " + LONGEST, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
