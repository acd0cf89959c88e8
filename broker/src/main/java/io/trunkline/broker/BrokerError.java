package io.trunkline.broker;

/**
 * What can go wrong in the broker, named after the conditions of {@code reference/service-bus.md
 * §10}; the wires map each to their symbol and status.
 */
public enum BrokerError {
  /** The entity does not exist: {@code amqp:not-found}, 404. */
  ENTITY_NOT_FOUND,
  /** The entity's status forbids it: {@code com.microsoft:entity-disabled}, 400. */
  ENTITY_DISABLED,
  /** There is already something of that name: {@code com.microsoft:entity-already-exists}, 409. */
  ENTITY_ALREADY_EXISTS,
  /** No such rule, deferred or scheduled message: {@code com.microsoft:message-not-found}, 404. */
  MESSAGE_NOT_FOUND,
  /** No such rule: {@code amqp:not-found}, 404. */
  RULE_NOT_FOUND,
  /** The lock token is unknown or expired: {@code com.microsoft:message-lock-lost}, 410. */
  MESSAGE_LOCK_LOST,
  /** The session lock is gone: {@code com.microsoft:session-lock-lost}, 410. */
  SESSION_LOCK_LOST,
  /** Another receiver holds the session: {@code com.microsoft:session-cannot-be-locked}, 410. */
  SESSION_CANNOT_BE_LOCKED,
  /** Nothing came in time, for example no session: {@code com.microsoft:timeout}, 408. */
  TIMEOUT,
  /** The entity does not support it: {@code amqp:not-allowed}, 400. */
  NOT_ALLOWED,
  /** A malformed argument or SQL expression: {@code com.microsoft:argument-error}, 400. */
  ARGUMENT_ERROR,
  /** A number outside its range: {@code com.microsoft:argument-out-of-range}, 400. */
  ARGUMENT_OUT_OF_RANGE,
  /** The entity is full, or a count limit is reached: {@code amqp:resource-limit-exceeded}, 403. */
  QUOTA_EXCEEDED,
  /** The message is larger than allowed: {@code amqp:link:message-size-exceeded}, 403. */
  MESSAGE_SIZE_EXCEEDED,
  /** No such transaction, or it has ended: {@code amqp:transaction:unknown-id}, 404. */
  TRANSACTION_UNKNOWN,
  /** The transaction lasted too long: {@code amqp:transaction:timeout}, 408. */
  TRANSACTION_TIMEOUT,
  /** Nothing of the transaction was done: {@code amqp:transaction:rollback}, 410. */
  TRANSACTION_ROLLBACK,
  /** The namespace's network rules refuse the address: {@code amqp:unauthorized-access}, 401. */
  ADDRESS_REFUSED,
  /** Not supported here: {@code amqp:not-implemented}, 501. */
  NOT_IMPLEMENTED,
  /** Overloaded, or the shard has no leader: {@code com.microsoft:server-busy}, 503. */
  SERVER_BUSY
}
