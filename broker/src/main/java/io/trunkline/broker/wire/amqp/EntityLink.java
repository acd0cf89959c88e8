package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.wire.WireError;

/** A link to a queue, topic or subscription, which lives as long as a token covers it. */
interface EntityLink {
  String name();

  /** Returns when something last happened on the link, milliseconds since the epoch. */
  long usedAt();

  /** Something happens on the link, or for it elsewhere. */
  void use();

  /** Returns whether the claims still cover what the link does. */
  boolean authorized(Claims claims);

  /** Detaches the link with an error and lets go of what it holds. */
  void end(WireError error);

  /** The link or its connection is gone: lets go of what it holds. */
  void closed();
}
