package io.trunkline.broker.service;

import io.trunkline.broker.EntityDescription;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.EntityRuntime;
import io.trunkline.identity.Caller;
import io.trunkline.kernel.ShardId;
import io.trunkline.resources.ResourceId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A messaging namespace. Thread-safe; no method blocks. Futures complete on the shard's thread (or
 * at once): hand over anything long. They fail with {@link io.trunkline.broker.BrokerException}
 * itself, not wrapped, or with {@link io.trunkline.kernel.ShardUnavailableException}.
 */
public interface MessagingNamespace {
  /** First segment of HTTP paths that name their namespace with the second. */
  String PATH = "servicebus";

  /** Returns the name in the case of its creation. */
  String name();

  /** Returns the ARM id; entities lie below it ({@code queues/q}, {@code topics/t/…}). */
  ResourceId id();

  /** Returns the ARM id of an entity, whether it exists or not; a sub-queue has its entity's. */
  ResourceId idOf(EntityPath path);

  /**
   * Checks a SAS token ({@code reference/service-bus.md §3.5}).
   *
   * @param token with or without {@code SharedAccessSignature } in front
   * @param audience what it is shown for: a URI or path below the namespace, empty for the
   *     namespace
   * @return the caller, with the rights of the key's rule at the rule's scope
   * @throws io.trunkline.identity.InvalidCredentialException saying why it is not accepted
   */
  Caller.KeyCaller verifySignature(String token, String audience);

  /**
   * Checks a policy name with its key, as SASL PLAIN sends them; only rules of the namespace.
   *
   * @throws io.trunkline.identity.InvalidCredentialException saying why it is not accepted
   */
  Caller.KeyCaller verifyKey(String keyName, String key);

  /**
   * Requires that the network rules let a client in.
   *
   * @param address IP address in text form
   * @throws io.trunkline.broker.BrokerException {@code ADDRESS_REFUSED}
   */
  void requireAdmitted(String address);

  /** Returns whether {@code caller} has {@code right} at {@code path}. */
  boolean allows(Caller caller, EntityPath path, AccessRight right);

  /** Returns whether {@code caller} has {@code right} at the namespace. */
  boolean allows(Caller caller, AccessRight right);

  /**
   * Requires that {@code caller} has {@code right} at an entity.
   *
   * @throws io.trunkline.identity.AccessDeniedException naming the caller and what is missing
   */
  void require(Caller caller, EntityPath path, AccessRight right);

  /** Returns the definition of the entity that {@code path} or its sub-queue belongs to. */
  Optional<EntityDescription> describe(EntityPath path);

  /** Returns all queues and topics, or all subscriptions of a topic, ordered by name. */
  List<EntityDescription> list(Optional<EntityPath> topic);

  /**
   * Returns what the entity holds.
   *
   * @return or {@code ENTITY_NOT_FOUND}
   */
  CompletableFuture<EntityRuntime> runtime(EntityPath path);

  /**
   * Waits until what the entity holds is as somebody wants it, for those who would otherwise ask
   * again and again.
   *
   * @param wanted quick, and called on the shard's thread
   * @return what the entity holds then, or at the end of {@code wait}; or {@code ENTITY_NOT_FOUND},
   *     {@code SERVER_BUSY} where this node does not lead the namespace
   */
  CompletableFuture<EntityRuntime> runtime(
      EntityPath path, Predicate<EntityRuntime> wanted, Duration wait);

  /**
   * Removes scheduled messages of a queue or topic, those that would come first before others.
   *
   * @param max how many at most; capped by {@code BrokerLimits.maxDeletedAtOnce}
   * @return how many
   * @throws io.trunkline.identity.AccessDeniedException without {@link AccessRight#MANAGE}
   */
  CompletableFuture<Integer> cancelAllScheduled(Caller caller, EntityPath path, int max);

  /**
   * Opens an entity for sending.
   *
   * @throws io.trunkline.identity.AccessDeniedException without {@link AccessRight#SEND}
   * @throws io.trunkline.broker.BrokerException {@code ENTITY_NOT_FOUND}, {@code ENTITY_DISABLED},
   *     {@code NOT_ALLOWED} for a subscription or sub-queue
   */
  MessageSink sink(Caller caller, EntityPath path);

  /**
   * Opens an entity for sending by way of another one, whose transfer dead-letter queue gets what
   * the entity does not take ({@code reference/service-bus.md §9.3}).
   *
   * @param via queue or topic; needs the same right
   * @throws io.trunkline.identity.AccessDeniedException without {@link AccessRight#SEND} at either
   * @throws io.trunkline.broker.BrokerException {@code ENTITY_NOT_FOUND}, {@code NOT_ALLOWED} for a
   *     subscription or sub-queue
   */
  MessageSink sink(Caller caller, EntityPath path, EntityPath via);

  /** Begins a transaction. */
  Transaction begin();

  /**
   * Opens a queue, subscription or sub-queue for receiving, settling and peeking.
   *
   * @throws io.trunkline.identity.AccessDeniedException without {@link AccessRight#LISTEN}
   * @throws io.trunkline.broker.BrokerException {@code ENTITY_NOT_FOUND}, {@code ENTITY_DISABLED},
   *     {@code NOT_ALLOWED} for a topic
   */
  MessageSource source(Caller caller, EntityPath path);

  /**
   * Opens the rules of a subscription, for {@link AccessRight#MANAGE} or {@link
   * AccessRight#LISTEN}.
   *
   * @throws io.trunkline.identity.AccessDeniedException without either
   * @throws io.trunkline.broker.BrokerException {@code ENTITY_NOT_FOUND}, {@code NOT_ALLOWED} where
   *     it is no subscription
   */
  SubscriptionRules rules(Caller caller, EntityPath subscription);

  /** Returns the shard that the namespace stands on. */
  ShardId shard();

  /** Returns whether this node leads the namespace, so that messages can be received here. */
  boolean leads();

  /**
   * Calls {@code listener} when this node ceases to lead the namespace, before deliveries end; must
   * not block. Returns what takes the listener away again.
   */
  Runnable onDeposed(Runnable listener);

  /**
   * Opens the entities for making and removing some.
   *
   * @throws io.trunkline.identity.AccessDeniedException without {@link AccessRight#MANAGE} at the
   *     namespace
   */
  EntityMaker maker(Caller caller);

  /** Calls {@code listener} on the shard's thread with each entity that was removed. */
  void onRemoved(Consumer<EntityPath> listener);
}
