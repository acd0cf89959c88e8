package io.trunkline.resources.service;

/** The names of management actions ({@code reference/identity.md §7.3}). */
public final class Actions {
  private Actions() {}

  /**
   * Returns the action of a verb on a type.
   *
   * @param type full type, for example {@code Microsoft.ServiceBus/namespaces/queues}
   * @param verb {@code read}, {@code write}, {@code delete} or {@code listKeys/action}
   */
  public static String of(String type, String verb) {
    // Resource groups are named below subscriptions in actions, but not as a type.
    boolean group = type.equalsIgnoreCase("Microsoft.Resources/resourceGroups");
    return (group ? "Microsoft.Resources/subscriptions/resourceGroups" : type) + "/" + verb;
  }
}
