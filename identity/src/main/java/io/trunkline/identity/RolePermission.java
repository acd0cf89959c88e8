package io.trunkline.identity;

import java.util.Set;

/**
 * One entry of a role's {@code permissions}: patterns of what it allows, and of what it takes away
 * from that again ({@code reference/identity.md §7.3}).
 */
public record RolePermission(
    Set<String> actions,
    Set<String> notActions,
    Set<String> dataActions,
    Set<String> notDataActions) {
  public RolePermission {
    actions = Set.copyOf(actions);
    notActions = Set.copyOf(notActions);
    dataActions = Set.copyOf(dataActions);
    notDataActions = Set.copyOf(notDataActions);
  }

  /** Returns whether this entry, by itself, allows an action. */
  public boolean allows(String action, boolean data) {
    Set<String> allowed = data ? dataActions : actions;
    Set<String> taken = data ? notDataActions : notActions;
    return allowed.stream().anyMatch(pattern -> ActionPatterns.matches(pattern, action))
        && taken.stream().noneMatch(pattern -> ActionPatterns.matches(pattern, action));
  }
}
