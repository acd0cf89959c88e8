package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.Delivery;
import io.trunkline.broker.LargeBody;
import io.trunkline.broker.ReceiveMode;
import io.trunkline.broker.Settlement;
import io.trunkline.broker.StoredMessage;
import io.trunkline.broker.service.MessageSink;
import io.trunkline.broker.service.MessageSource;
import io.trunkline.broker.service.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.jspecify.annotations.Nullable;

/** The management operations on messages ({@code reference/service-bus.md §8.2}). */
final class MessageOperations {
  private static final int MAX_COUNT = 4_000;

  /** Some clients read the sizes in a reply as signed numbers. */
  private static final long MAX_REPLY_BYTES = Integer.MAX_VALUE - (1L << 20);

  private MessageOperations() {}

  static CompletableFuture<Reply> peek(MessageSource source, Arguments arguments) {
    long from = arguments.requiredNumber("from-sequence-number");
    int count = count(arguments.requiredNumber("message-count"));
    return source
        .peek(from, count, arguments.text("session-id").orElse(null))
        .thenApply(
            messages -> {
              MessageWriter writer = new MessageWriter();
              return reply(
                  messages.stream()
                      .map(message -> entry(writer.write(message), message, source, null))
                      .toList(),
                  () -> {});
            });
  }

  static CompletableFuture<Reply> receiveDeferred(MessageSource source, Arguments arguments) {
    List<Long> numbers = arguments.numbers("sequence-numbers");
    ReceiveMode mode =
        arguments.number("receiver-settle-mode").orElse(1L) == 0
            ? ReceiveMode.RECEIVE_AND_DELETE
            : ReceiveMode.PEEK_LOCK;
    return source
        .receiveDeferred(numbers, mode, arguments.text("session-id").orElse(null))
        .thenApply(deliveries -> deferred(source, deliveries, mode));
  }

  private static Reply deferred(MessageSource source, List<Delivery> deliveries, ReceiveMode mode) {
    MessageWriter writer = new MessageWriter();
    List<ReplyMessages.Entry> entries = new ArrayList<>();
    for (Delivery delivery : deliveries) {
      ProtonBuffer encoded =
          writer.write(delivery.message(), delivery.lockedUntil(), delivery.lockToken());
      entries.add(entry(encoded, delivery.message(), source, delivery.lockToken()));
    }
    try {
      return reply(
          entries,
          () -> {
            if (mode == ReceiveMode.RECEIVE_AND_DELETE) {
              settleLocked(source, deliveries, new Settlement.Complete());
            }
          });
    } catch (BrokerException e) {
      settleLocked(source, deliveries, new Settlement.Release());
      throw e;
    }
  }

  /** Large messages are locked until they have gone out, also for those who do not lock. */
  private static void settleLocked(
      MessageSource source, List<Delivery> deliveries, Settlement settlement) {
    for (Delivery delivery : deliveries) {
      if (delivery.isLocked()) {
        var unused = source.settle(delivery.lockToken(), settlement);
      }
    }
  }

  private static ReplyMessages.Entry entry(
      ProtonBuffer encoded, StoredMessage message, MessageSource source, @Nullable UUID token) {
    LargeBody body = message.message().body();
    return new ReplyMessages.Entry(
        encoded, body == null ? null : new OutgoingMessage.Body(body, source), token);
  }

  private static Reply reply(List<ReplyMessages.Entry> entries, Runnable sent) {
    if (entries.isEmpty()) {
      return Reply.none();
    }
    ReplyMessages messages = new ReplyMessages(entries, sent);
    if (messages.bytes() > MAX_REPLY_BYTES) {
      throw new BrokerException(
          BrokerError.MESSAGE_SIZE_EXCEEDED,
          "The messages are too large for one reply; ask for fewer at once.");
    }
    return Reply.ok(Map.of("messages", messages));
  }

  static CompletableFuture<Reply> renew(MessageSource source, Arguments arguments) {
    List<CompletableFuture<Instant>> renewals =
        arguments.tokens("lock-tokens").stream().map(source::renew).toList();
    return CompletableFuture.allOf(renewals.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                Reply.ok(
                    Map.of(
                        "expirations",
                        new Reply.Timestamps(
                            renewals.stream().map(CompletableFuture::join).toList()))));
  }

  static CompletableFuture<Reply> settle(MessageSource source, Arguments arguments) {
    Settlement settlement = settlement(arguments);
    return settle(arguments, token -> source.settle(token, settlement));
  }

  static CompletableFuture<Reply> settle(
      MessageSource source, Arguments arguments, Transaction transaction) {
    Settlement settlement = settlement(arguments);
    return settle(arguments, token -> source.settle(token, settlement, transaction, false));
  }

  private static CompletableFuture<Reply> settle(
      Arguments arguments, Function<UUID, CompletableFuture<Void>> settling) {
    List<UUID> tokens = arguments.tokens("lock-tokens");
    return CompletableFuture.allOf(tokens.stream().map(settling).toArray(CompletableFuture[]::new))
        .thenApply(done -> Reply.ok(Map.of()));
  }

  static CompletableFuture<Reply> delete(MessageSource source, Arguments arguments) {
    int count = count(arguments.requiredNumber("message-count"));
    Instant before =
        arguments
            .number("enqueued-time-utc")
            .map(Instant::ofEpochMilli)
            .orElseThrow(
                () ->
                    new BrokerException(
                        BrokerError.ARGUMENT_ERROR, "'enqueued-time-utc' is missing."));
    return source
        .delete(count, before, arguments.text("session-id").orElse(null))
        .thenApply(
            deleted -> deleted == 0 ? Reply.none() : Reply.ok(Map.of("message-count", deleted)));
  }

  static CompletableFuture<Reply> schedule(
      MessageSink sink, MessageReader reader, Arguments arguments) {
    return scheduled(sink.send(messages(reader, arguments)));
  }

  static CompletableFuture<Reply> schedule(
      MessageSink sink, MessageReader reader, Arguments arguments, Transaction transaction) {
    return scheduled(sink.schedule(messages(reader, arguments), transaction));
  }

  private static List<BrokerMessage> messages(MessageReader reader, Arguments arguments) {
    List<BrokerMessage> messages = new ArrayList<>();
    for (Arguments entry : arguments.maps("messages")) {
      byte[] encoded = entry.bytes("message");
      if (encoded == null) {
        throw new BrokerException(BrokerError.ARGUMENT_ERROR, "A 'message' is missing.");
      }
      messages.add(reader.message(encoded, 0, encoded.length));
    }
    return messages;
  }

  private static CompletableFuture<Reply> scheduled(CompletableFuture<List<Long>> sending) {
    return sending.thenApply(
        numbers ->
            Reply.ok(
                Map.of("sequence-numbers", numbers.stream().mapToLong(Long::longValue).toArray())));
  }

  static CompletableFuture<Reply> cancel(MessageSink sink, Arguments arguments) {
    return sink.cancelScheduled(arguments.numbers("sequence-numbers"))
        .thenApply(done -> Reply.ok(Map.of()));
  }

  private static Settlement settlement(Arguments arguments) {
    Map<String, Object> changes =
        Settlements.values(arguments.map("properties-to-modify").orElse(null));
    String status = arguments.requiredText("disposition-status");
    return switch (status) {
      case "completed" -> new Settlement.Complete();
      case "abandoned" -> Settlements.abandon(changes);
      case "defered" -> new Settlement.Defer(changes);
      case "released" -> new Settlement.Release();
      case "suspended" ->
          new Settlement.DeadLetter(
              arguments.text("deadletter-reason").orElse(null),
              arguments.text("deadletter-description").orElse(null),
              changes);
      default ->
          throw new BrokerException(
              BrokerError.ARGUMENT_ERROR, "'" + status + "' is not a disposition.");
    };
  }

  private static int count(long asked) {
    if (asked <= 0) {
      throw new BrokerException(
          BrokerError.ARGUMENT_OUT_OF_RANGE, "'message-count' must be positive.");
    }
    return (int) Math.min(asked, MAX_COUNT);
  }
}
