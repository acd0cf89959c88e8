package io.trunkline.broker.service;

import io.trunkline.broker.BrokerException;
import io.trunkline.broker.Delivery;
import io.trunkline.broker.DeliveryListener;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.LargeBody;
import io.trunkline.broker.ReceiveMode;
import io.trunkline.broker.Settlement;
import io.trunkline.broker.StoredMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A queue, subscription or sub-queue, opened for receiving. Cheap: holds nothing and needs no
 * closing. Locks belong to the entity: any source of it settles any of its tokens.
 */
public interface MessageSource {
  EntityPath path();

  /** Returns whether receivers must ask for a session (false for every sub-queue). */
  boolean requiresSession();

  /**
   * Opens a receiver without a session; it starts with no credit.
   *
   * @param selector a JMS selector: which messages it wants; null for all
   * @return or {@code ARGUMENT_ERROR} where the selector is wrong, {@code NOT_ALLOWED} where the
   *     entity requires sessions or forwards, {@code QUOTA_EXCEEDED} with too many receivers
   */
  CompletableFuture<MessageReceiver> receiver(
      ReceiveMode mode, DeliveryListener listener, @Nullable String selector);

  /** Opens a receiver of all messages. */
  default CompletableFuture<MessageReceiver> receiver(ReceiveMode mode, DeliveryListener listener) {
    return receiver(mode, listener, null);
  }

  /**
   * Locks a session and opens a receiver for it; it starts with no credit.
   *
   * @param sessionId which, or null for the next one that has messages and is not locked
   * @param wait how long to wait for the next one; capped by {@code BrokerLimits.maxSessionWait}
   * @return or {@code SESSION_CANNOT_BE_LOCKED}, {@code TIMEOUT}, {@code NOT_ALLOWED} where the
   *     entity has no sessions. Cancelling the future gives up waiting.
   */
  CompletableFuture<SessionReceiver> session(
      @Nullable String sessionId, Duration wait, ReceiveMode mode, DeliveryListener listener);

  /**
   * Locks (or removes) up to {@code max} messages: what is there, or, where nothing is, the first
   * to come within {@code wait}. For callers that pull, such as HTTP and workflows.
   *
   * @return possibly empty, never null
   */
  CompletableFuture<List<Delivery>> receive(int max, Duration wait, ReceiveMode mode);

  /**
   * Returns a piece of the body of a large message; empty once the message is gone. Only {@link
   * #receive} returns large messages whole, all other operations with their bodies in pieces.
   */
  CompletableFuture<Optional<byte[]>> piece(LargeBody body, int index);

  /** Reads the bodies of large messages into their payloads, for callers that do not stream. */
  CompletableFuture<List<Delivery>> whole(List<Delivery> deliveries);

  /**
   * Returns the sequence number of a locked message.
   *
   * @return or {@code MESSAGE_LOCK_LOST}, {@code SESSION_LOCK_LOST}
   */
  CompletableFuture<Long> locked(UUID lockToken);

  /**
   * Settles a locked message.
   *
   * @return completes once committed; or {@code MESSAGE_LOCK_LOST}, {@code SESSION_LOCK_LOST},
   *     {@code NOT_ALLOWED} (dead-lettering from a dead-letter queue)
   */
  CompletableFuture<Void> settle(UUID lockToken, Settlement settlement);

  /**
   * Completes locked messages, each on its own: for those who have many at hand.
   *
   * @return completes once committed, with those that could not be completed and why, as from
   *     {@link #settle(UUID, Settlement)}
   */
  CompletableFuture<Map<UUID, BrokerException>> complete(List<UUID> lockTokens);

  /**
   * Settles a locked message in a transaction. It stays locked until then; where the lock ends
   * before, the commit fails.
   *
   * @param forgotten whether the receiver has settled its side already, so that after a rollback
   *     the message goes to another receiver as after a failed delivery
   * @return completes once it has joined; or as {@link #settle(UUID, Settlement)}
   */
  CompletableFuture<Void> settle(
      UUID lockToken, Settlement settlement, Transaction transaction, boolean forgotten);

  /**
   * Gives a locked message a new full lock duration.
   *
   * @return the end of the lock; or {@code MESSAGE_LOCK_LOST}
   */
  CompletableFuture<Instant> renew(UUID lockToken);

  /**
   * Fetches deferred messages: all or none. With a large one among them they are locked also for
   * those who delete: to be completed when its pieces have been read.
   *
   * @param sessionId the session, locked by the caller, where the entity has sessions
   * @return in the order asked for; or {@code MESSAGE_NOT_FOUND} when one is missing or locked
   */
  CompletableFuture<List<Delivery>> receiveDeferred(
      List<Long> sequenceNumbers, ReceiveMode mode, @Nullable String sessionId);

  /**
   * Looks at messages of every state without locking them.
   *
   * @param from smallest sequence number
   * @param max most messages; fewer come where they are large
   * @param sessionId only of this session, or null
   */
  CompletableFuture<List<StoredMessage>> peek(long from, int max, @Nullable String sessionId);

  /**
   * Looks at active messages without locking them, as browsers do.
   *
   * @param from smallest sequence number
   * @param selector a JMS selector, or null for all
   * @return or {@code ARGUMENT_ERROR} where the selector is wrong
   */
  CompletableFuture<List<StoredMessage>> browse(long from, int max, @Nullable String selector);

  /**
   * Deletes the oldest messages that are not locked.
   *
   * @param before only those enqueued before this time
   * @return how many
   */
  CompletableFuture<Integer> delete(int max, Instant before, @Nullable String sessionId);

  /**
   * Gives a session a new full lock duration.
   *
   * @return the end of the lock; or {@code SESSION_LOCK_LOST}
   */
  CompletableFuture<Instant> renewSession(String sessionId);

  /** Returns the session's state; or {@code SESSION_LOCK_LOST} where nobody holds the session. */
  CompletableFuture<Optional<byte[]>> sessionState(String sessionId);

  /**
   * Sets the session's state; null clears it.
   *
   * @return or {@code SESSION_LOCK_LOST}, {@code QUOTA_EXCEEDED} where the state is too large
   */
  CompletableFuture<Void> setSessionState(String sessionId, byte @Nullable [] state);

  /**
   * Lists sessions, ordered by id.
   *
   * @param updatedSince sessions whose state was set after it; empty for all that have active
   *     messages or state
   */
  CompletableFuture<List<String>> sessions(Optional<Instant> updatedSince, int skip, int top);
}
