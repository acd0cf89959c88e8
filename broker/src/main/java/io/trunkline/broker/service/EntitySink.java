package io.trunkline.broker.service;

import io.trunkline.broker.BrokerException;
import io.trunkline.broker.BrokerLimits;
import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.MessageTraces;
import io.trunkline.broker.state.BrokerCommand;
import io.trunkline.broker.state.SendOutcome;
import io.trunkline.kernel.IdSource;
import io.trunkline.net.tracing.Trace;
import io.trunkline.net.tracing.TraceContext;
import io.trunkline.net.tracing.Tracing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Sends to one entity, possibly by way of another. */
final class EntitySink implements MessageSink {
  private final LeaderThread leader;
  private final EntityPath path;
  private final long entity;
  private final @Nullable Long via;
  private final long maxMessageBytes;
  private final BrokerLimits limits;
  private final IdSource ids;
  private final Tracing tracing;

  /**
   * @param via number of the entity that messages take their way through, or null
   */
  EntitySink(
      LeaderThread leader,
      EntityPath path,
      long entity,
      @Nullable Long via,
      long maxMessageBytes,
      BrokerLimits limits,
      IdSource ids,
      Tracing tracing) {
    this.leader = leader;
    this.path = path;
    this.entity = entity;
    this.via = via;
    this.maxMessageBytes = maxMessageBytes;
    this.limits = limits;
    this.ids = ids;
    this.tracing = tracing;
  }

  @Override
  public EntityPath path() {
    return path;
  }

  @Override
  public long maxMessageBytes() {
    return maxMessageBytes;
  }

  @Override
  public BodyUpload upload() {
    return new EntityUpload(leader, entity, ids.uuid());
  }

  @Override
  public CompletableFuture<List<Long>> send(List<BrokerMessage> messages) {
    try {
      MessageChecks.require(messages, limits, maxMessageBytes);
    } catch (BrokerException e) {
      return CompletableFuture.failedFuture(e);
    }
    Trace span = startSpan(messages);
    CompletableFuture<List<Long>> sent = submit(List.copyOf(messages));
    if (span != null) {
      var unused =
          sent.whenComplete(
              (_, failure) -> {
                if (failure != null) {
                  span.failed(String.valueOf(failure.getMessage()));
                }
                span.close();
              });
    }
    return sent;
  }

  @Override
  public CompletableFuture<List<SendOutcome>> sendEach(List<BrokerMessage> messages) {
    SendOutcome[] outcomes = new SendOutcome[messages.size()];
    List<BrokerMessage> sent = new ArrayList<>(messages.size());
    for (int i = 0; i < outcomes.length; i++) {
      try {
        MessageChecks.require(messages.subList(i, i + 1), limits, maxMessageBytes);
        sent.add(messages.get(i));
      } catch (BrokerException e) {
        outcomes[i] = new SendOutcome(0, e);
      }
    }
    return sent.isEmpty()
        ? CompletableFuture.completedFuture(List.of(outcomes))
        : submitEach(List.copyOf(sent)).thenApply(done -> filled(outcomes, done));
  }

  private CompletableFuture<List<SendOutcome>> submitEach(List<BrokerMessage> messages) {
    if (via == null) {
      return leader.submit(new BrokerCommand.SendEach(entity, messages));
    }
    List<CompletableFuture<SendOutcome>> each =
        messages.stream().map(message -> outcome(submit(List.of(message)))).toList();
    return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
        .thenApply(done -> each.stream().map(CompletableFuture::join).toList());
  }

  private static CompletableFuture<SendOutcome> outcome(CompletableFuture<List<Long>> sending) {
    return LeaderThread.relay(
        sending
            .thenApply(numbers -> new SendOutcome(numbers.getFirst(), null))
            .exceptionallyCompose(
                failure ->
                    LeaderThread.cause(failure) instanceof BrokerException refusal
                        ? CompletableFuture.completedFuture(new SendOutcome(0, refusal))
                        : CompletableFuture.failedFuture(failure)),
        new CompletableFuture<>());
  }

  /** Puts the outcomes of what was sent in the places that are left. */
  private static List<SendOutcome> filled(SendOutcome[] outcomes, List<SendOutcome> sent) {
    Iterator<SendOutcome> next = sent.iterator();
    for (int i = 0; i < outcomes.length; i++) {
      outcomes[i] = outcomes[i] == null ? next.next() : outcomes[i];
    }
    return List.of(outcomes);
  }

  private CompletableFuture<List<Long>> submit(List<BrokerMessage> messages) {
    return via == null
        ? leader.submit(new BrokerCommand.Send(entity, messages))
        : leader
            .submit(new BrokerCommand.Transfer(via, entity, messages))
            .thenApply(done -> Collections.nCopies(messages.size(), 0L));
  }

  @Override
  public CompletableFuture<Void> send(List<BrokerMessage> messages, Transaction transaction) {
    try {
      MessageChecks.require(messages, limits, maxMessageBytes);
    } catch (BrokerException e) {
      return CompletableFuture.failedFuture(e);
    }
    List<BrokerMessage> sent = List.copyOf(messages);
    return ((PendingTransaction) transaction)
        .add(
            sent,
            via == null
                ? new BrokerCommand.Send(entity, sent)
                : new BrokerCommand.Transfer(via, entity, sent));
  }

  @Override
  public CompletableFuture<List<Long>> schedule(
      List<BrokerMessage> messages, Transaction transaction) {
    try {
      MessageChecks.require(messages, limits, maxMessageBytes);
    } catch (BrokerException e) {
      return CompletableFuture.failedFuture(e);
    }
    List<BrokerMessage> sent = List.copyOf(messages);
    return LeaderThread.relay(
        leader
            .submit(new BrokerCommand.Reserve(entity, sent.size()))
            .thenCompose(
                first ->
                    ((PendingTransaction) transaction)
                        .add(sent, new BrokerCommand.Schedule(entity, first, sent))
                        .thenApply(
                            joined ->
                                LongStream.range(first, first + sent.size()).boxed().toList())),
        new CompletableFuture<>());
  }

  private @Nullable Trace startSpan(List<BrokerMessage> messages) {
    for (BrokerMessage message : messages) {
      TraceContext parent = MessageTraces.of(message).orElse(null);
      if (parent != null) {
        return tracing
            .start("broker", "send", parent)
            .attribute("messaging.system", "servicebus")
            .attribute("messaging.destination.name", path.toString())
            .attribute("messaging.batch.message_count", Integer.toString(messages.size()));
      }
    }
    return null;
  }

  @Override
  public CompletableFuture<Void> cancelScheduled(List<Long> sequenceNumbers) {
    return leader.submit(new BrokerCommand.CancelScheduled(entity, List.copyOf(sequenceNumbers)));
  }
}
