package io.trunkline.identity;

/**
 * Something done to a resource.
 *
 * @param action for example {@code Microsoft.ServiceBus/namespaces/messages/send/action}
 * @param data whether it is a data action ({@code dataActions}) or a management one ({@code
 *     actions})
 * @param scope resource id of the target, for example {@code
 *     /subscriptions/…/namespaces/ns/queues/orders}; compared segment by segment, without case
 */
public record Permission(String action, boolean data, String scope) {
  /** Returns the permission for a data action. */
  public static Permission data(String action, String scope) {
    return new Permission(action, true, scope);
  }

  /** Returns the permission for a management action. */
  public static Permission management(String action, String scope) {
    return new Permission(action, false, scope);
  }
}
