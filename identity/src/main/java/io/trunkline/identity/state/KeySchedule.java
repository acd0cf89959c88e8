package io.trunkline.identity.state;

import java.time.Duration;

/** When signing keys change. */
public final class KeySchedule {
  /** How long a key signs before its successor is made. */
  public static final Duration LIFETIME = Duration.ofDays(83);

  /** How long a key is published before it signs: longer than any client keeps a key document. */
  public static final Duration NOTICE = Duration.ofDays(7);

  /** How long a key stays published after its last signature: longer than any token lives. */
  public static final Duration AFTERLIFE = Duration.ofDays(2);

  /** Timer at which a new key is asked for. */
  public static final String REQUEST_TIMER = "key-request";

  /** Timer at which the published key becomes the signing one. */
  public static final String ACTIVATE_TIMER = "key-activate";

  /** Timer at which keys that sign no more are forgotten. */
  public static final String DROP_TIMER = "key-drop";

  /** Kind of the outbox entry that asks for a key. */
  public static final String OUTBOX_KIND = "make-key";

  private KeySchedule() {}
}
