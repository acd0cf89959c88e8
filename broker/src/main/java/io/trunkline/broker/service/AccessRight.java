package io.trunkline.broker.service;

import java.util.Locale;
import java.util.Optional;

/**
 * The rights of authorization rules, each with the data action that a role must allow ({@code
 * reference/identity.md §7.3}).
 */
public enum AccessRight {
  SEND("Send", "Microsoft.ServiceBus/namespaces/messages/send/action"),
  LISTEN("Listen", "Microsoft.ServiceBus/namespaces/messages/receive/action"),
  /** Creating, changing and deleting entities over the data plane; only the owner role has it. */
  MANAGE("Manage", "Microsoft.ServiceBus/namespaces/entities/manage/action");

  private final String wireName;
  private final String dataAction;

  AccessRight(String wireName, String dataAction) {
    this.wireName = wireName;
    this.dataAction = dataAction;
  }

  /** Returns the right of that name, compared without case. */
  public static Optional<AccessRight> named(String name) {
    for (AccessRight right : values()) {
      if (right.wireName.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
        return Optional.of(right);
      }
    }
    return Optional.empty();
  }

  public String wireName() {
    return wireName;
  }

  public String dataAction() {
    return dataAction;
  }
}
