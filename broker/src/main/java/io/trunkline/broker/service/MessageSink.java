package io.trunkline.broker.service;

import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.state.SendOutcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A queue or topic, opened for sending. Cheap: holds nothing and needs no closing. */
public interface MessageSink {
  EntityPath path();

  /** Returns the largest message in bytes. */
  long maxMessageBytes();

  /**
   * Sends messages: all or none. Those with a scheduled time in the future wait until then.
   *
   * @return completes once committed, with the sequence number of each in the order given (0 for a
   *     duplicate that was dropped); or {@code MESSAGE_SIZE_EXCEEDED}, {@code QUOTA_EXCEEDED},
   *     {@code NOT_ALLOWED} (no session id where one is needed; session id and partition key
   *     differ), {@code ARGUMENT_OUT_OF_RANGE} (an id too long), {@code ENTITY_DISABLED}, {@code
   *     ENTITY_NOT_FOUND}
   */
  CompletableFuture<List<Long>> send(List<BrokerMessage> messages);

  /**
   * Sends messages that only happen to be at hand together: each is taken or refused on its own.
   *
   * @return completes once committed, with an outcome for each in the order given
   */
  CompletableFuture<List<SendOutcome>> sendEach(List<BrokerMessage> messages);

  /** Begins to bring the body of a message that is too large for one log entry. */
  BodyUpload upload();

  /**
   * Sends messages in a transaction: nobody sees them, and no duplicate is found, before its
   * commit.
   *
   * @return completes once they have joined; or as {@link #send(List)}, as far as can be said
   *     before; {@code NOT_ALLOWED} where the transaction has too many messages
   */
  CompletableFuture<Void> send(List<BrokerMessage> messages, Transaction transaction);

  /**
   * Schedules messages in a transaction.
   *
   * @return the sequence numbers that they have once the transaction is committed
   */
  CompletableFuture<List<Long>> schedule(List<BrokerMessage> messages, Transaction transaction);

  /**
   * Takes scheduled messages back: all or none.
   *
   * @return completes once committed; or {@code MESSAGE_NOT_FOUND} when one is not scheduled
   */
  CompletableFuture<Void> cancelScheduled(List<Long> sequenceNumbers);
}
