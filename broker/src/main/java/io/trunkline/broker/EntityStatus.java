package io.trunkline.broker;

import java.util.Locale;
import java.util.Optional;

/** The states in which an entity can be put ({@code reference/service-bus.md §11.9}). */
public enum EntityStatus {
  ACTIVE("Active"),
  DISABLED("Disabled"),
  SEND_DISABLED("SendDisabled"),
  RECEIVE_DISABLED("ReceiveDisabled");

  private final String wireName;

  EntityStatus(String wireName) {
    this.wireName = wireName;
  }

  /** Returns the status of that name, compared without case. */
  public static Optional<EntityStatus> named(String name) {
    for (EntityStatus status : values()) {
      if (status.wireName.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
        return Optional.of(status);
      }
    }
    return Optional.empty();
  }

  /** Returns the name that clients see, for example {@code SendDisabled}. */
  public String wireName() {
    return wireName;
  }

  /** Returns the number that stands for it in the durable state: new constants go to the end. */
  @SuppressWarnings("EnumOrdinal") // the order of the constants is part of the format
  public int code() {
    return ordinal();
  }

  public boolean mayReceive() {
    return this == ACTIVE || this == SEND_DISABLED;
  }

  public boolean maySend() {
    return this == ACTIVE || this == RECEIVE_DISABLED;
  }
}
