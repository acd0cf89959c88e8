package io.trunkline.compat.history;

/** Where a message stands that is in a queue. */
public enum Place {
  ACTIVE,
  DEFERRED,
  SCHEDULED
}
