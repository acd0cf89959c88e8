package io.trunkline.broker.effects;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Lets nothing out that a deposed leader has locked: another may have given it to somebody who is
 * done with it. What is locked leaves once this replica is known to have led after that, which a
 * leader knows as long as its lease lasts, and otherwise asks a majority for. First come, first
 * served; on the shard's thread only.
 */
final class HandOver {
  private static final long AGAIN_MILLIS = 1_000;

  private record Held(Runnable letGo, Runnable giveUp) {}

  private final LeaderContext context;
  private final Deque<Held> waiting = new ArrayDeque<>();
  private boolean asking;

  HandOver(LeaderContext context) {
    this.context = context;
  }

  /**
   * Runs {@code letGo} once this replica is known to have led after this call, at once where it
   * knows; or {@code giveUp} where it leads no more.
   */
  void pass(Runnable letGo, Runnable giveUp) {
    waiting.add(new Held(letGo, giveUp));
    if (!asking) {
      ask();
    }
  }

  /** Gives up what waits. */
  void end() {
    for (Held held = waiting.poll(); held != null; held = waiting.poll()) {
      held.giveUp().run();
    }
  }

  private void ask() {
    int before = waiting.size();
    CompletableFuture<@Nullable Void> confirmed = context.shard().confirmLeadership();
    if (confirmed.state() == Future.State.SUCCESS) {
      letGo(before);
      return;
    }
    asking = true;
    var unused = confirmed.whenComplete((_, failure) -> told(failure, before));
  }

  private void told(@Nullable Throwable failure, int before) {
    asking = false;
    if (failure == null) {
      letGo(before);
      askAgain();
    } else if (context.shard().leads()) {
      asking = true;
      context
          .deadlines()
          .at(
              context.now() + AGAIN_MILLIS,
              () -> {
                asking = false;
                askAgain();
              });
    } else {
      end();
    }
  }

  private void askAgain() {
    if (!asking && !waiting.isEmpty()) {
      ask();
    }
  }

  /** Lets the first ones go: what is let go may itself add to those that wait. */
  private void letGo(int count) {
    for (int i = 0; i < count && !waiting.isEmpty(); i++) {
      waiting.remove().letGo().run();
    }
  }
}
