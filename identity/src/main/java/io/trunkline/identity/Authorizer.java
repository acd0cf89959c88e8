package io.trunkline.identity;

/** The one place that decides whether a caller may do something, for every plane. */
public interface Authorizer {
  /**
   * Returns whether {@code caller} may do {@code permission} ({@code reference/identity.md §7.3}).
   */
  boolean allows(Caller caller, Permission permission);

  /**
   * Requires that {@code caller} has {@code permission}.
   *
   * @throws AccessDeniedException naming the caller, the action and the scope
   */
  default void require(Caller caller, Permission permission) {
    if (!allows(caller, permission)) {
      throw new AccessDeniedException(caller, permission);
    }
  }
}
