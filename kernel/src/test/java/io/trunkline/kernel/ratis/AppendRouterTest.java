package io.trunkline.kernel.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.kernel.ShardUnavailableException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AppendRouterTest {
  private final Deque<CompletionStage<@Nullable Void>> answers = new ArrayDeque<>();
  private final List<Integer> sent = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean leaderKnown = true;
  private final AppendRouter router = new AppendRouter(() -> leaderKnown ? this::answer : null);

  private CompletionStage<@Nullable Void> answer(byte[] entry) {
    sent.add((int) entry[0]);
    CompletionStage<@Nullable Void> next = answers.poll();
    return next == null ? CompletableFuture.completedFuture(null) : next;
  }

  private CompletableFuture<@Nullable Void> append(int entry) {
    return router.append(new byte[] {(byte) entry}).toCompletableFuture();
  }

  private static CompletableFuture<@Nullable Void> refused() {
    return CompletableFuture.failedFuture(new ShardUnavailableException("not the leader"));
  }

  @Test
  void entriesWaitForALeaderAndKeepTheirOrder() throws Exception {
    leaderKnown = false;
    CompletableFuture<@Nullable Void> first = append(1);
    CompletableFuture<@Nullable Void> second = append(2);
    assertThat(first).isNotDone();
    leaderKnown = true;
    CompletableFuture<@Nullable Void> third = append(3);
    CompletableFuture.allOf(first, second, third).get(30, TimeUnit.SECONDS);
    assertThat(sent).containsExactly(1, 2, 3);
  }

  @Test
  void aRefusedEntryIsSentAgain() throws Exception {
    answers.add(refused());
    answers.add(refused());
    append(1).get(30, TimeUnit.SECONDS);
    assertThat(sent).containsExactly(1, 1, 1);
  }

  @Test
  void anEntryWhoseFateIsUnknownIsNeverSentAgain() {
    answers.add(CompletableFuture.failedFuture(new IOException("the connection broke")));
    assertThatThrownBy(() -> append(1).get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IOException.class);
    answers.add(
        CompletableFuture.failedFuture(
            new ShardUnavailableException("perhaps appended", true, null)));
    assertThatThrownBy(() -> append(2).get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(ShardUnavailableException.class);
    assertThat(sent).containsExactly(1, 2);
  }

  @Test
  void whatWaitsIsRefusedAtTheEnd() {
    leaderKnown = false;
    CompletableFuture<@Nullable Void> waiting = append(1);
    router.close();
    assertThat(waiting).isCompletedExceptionally();
    assertThat(append(2)).isCompletedExceptionally();
    assertThat(sent).isEmpty();
  }
}
