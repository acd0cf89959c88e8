package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.service.MessageSource;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.qpid.protonj2.types.Binary;

/** The management operations on sessions ({@code reference/service-bus.md §8.2}). */
final class SessionOperations {
  /** Times from here on (the year 9999) ask for all sessions that have messages or state. */
  private static final long NO_FILTER = 253_370_764_800_000L;

  private static final int PAGE = 100;

  private SessionOperations() {}

  static CompletableFuture<Reply> renew(MessageSource source, Arguments arguments) {
    return source
        .renewSession(arguments.requiredText("session-id"))
        .thenApply(end -> Reply.ok(Map.of("expiration", Date.from(end))));
  }

  static CompletableFuture<Reply> state(MessageSource source, Arguments arguments) {
    return source
        .sessionState(arguments.requiredText("session-id"))
        .thenApply(
            state ->
                Reply.ok(
                    state
                        .<Map<String, Object>>map(
                            bytes -> Map.of("session-state", new Binary(bytes)))
                        .orElse(Map.of())));
  }

  static CompletableFuture<Reply> setState(MessageSource source, Arguments arguments) {
    return source
        .setSessionState(arguments.requiredText("session-id"), arguments.bytes("session-state"))
        .thenApply(done -> Reply.ok(Map.of()));
  }

  static CompletableFuture<Reply> list(MessageSource source, Arguments arguments) {
    long since = arguments.number("last-updated-time").orElse(NO_FILTER);
    int skip = (int) Math.max(0, arguments.number("skip").orElse(0L));
    int top = Math.clamp(arguments.number("top").orElse((long) PAGE), 1, PAGE);
    Optional<Instant> updatedSince =
        since >= NO_FILTER ? Optional.empty() : Optional.of(Instant.ofEpochMilli(since));
    return source
        .sessions(updatedSince, skip, top)
        .thenApply(
            ids ->
                ids.isEmpty()
                    ? Reply.none()
                    : Reply.ok(
                        Map.of(
                            "skip",
                            skip + ids.size(),
                            "sessions-ids",
                            ids.toArray(String[]::new))));
  }
}
