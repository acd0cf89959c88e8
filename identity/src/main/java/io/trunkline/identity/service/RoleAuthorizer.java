package io.trunkline.identity.service;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.trunkline.identity.ActionPatterns;
import io.trunkline.identity.Authorizer;
import io.trunkline.identity.Caller;
import io.trunkline.identity.Caller.AnonymousCaller;
import io.trunkline.identity.Caller.KeyCaller;
import io.trunkline.identity.Caller.SystemCaller;
import io.trunkline.identity.Caller.TokenCaller;
import io.trunkline.identity.Permission;
import io.trunkline.identity.RoleAssignment;
import io.trunkline.identity.Scopes;
import io.trunkline.identity.state.DirectoryIndex;

/**
 * Decides by role assignments ({@code reference/identity.md §7.3}). Whether a credential has ended
 * is for those to watch who hold it open.
 */
public final class RoleAuthorizer implements Authorizer {
  private static final int CACHED_DECISIONS = 20_000;

  private final DirectoryIndex index;
  private volatile Decisions decisions;

  private record Question(String principalId, Permission permission) {}

  /** What was decided while the directory had one version; thrown away with it. */
  private record Decisions(long version, Cache<Question, Boolean> known) {
    static Decisions none(long version) {
      return new Decisions(version, Caffeine.newBuilder().maximumSize(CACHED_DECISIONS).build());
    }
  }

  public RoleAuthorizer(DirectoryIndex index) {
    this.index = index;
    this.decisions = Decisions.none(index.version());
  }

  @Override
  public boolean allows(Caller caller, Permission permission) {
    return switch (caller) {
      case SystemCaller system -> true;
      case AnonymousCaller anonymous -> false;
      case KeyCaller key ->
          Scopes.contains(key.scope(), permission.scope())
              && key.actions().stream()
                  .anyMatch(pattern -> ActionPatterns.matches(pattern, permission.action()));
      case TokenCaller token ->
          current()
              .known()
              .get(new Question(token.principal().objectId(), permission), this::decide);
    };
  }

  /**
   * The version is read before anything is decided: a decision made on what changes meanwhile
   * stands under a version that is already over.
   */
  private Decisions current() {
    long version = index.version();
    Decisions current = decisions;
    if (current.version() != version) {
      current = Decisions.none(version);
      decisions = current;
    }
    return current;
  }

  private boolean decide(Question question) {
    Permission permission = question.permission();
    for (RoleAssignment assignment : index.assignmentsOf(question.principalId())) {
      if (Scopes.contains(assignment.scope(), permission.scope())
          && index
              .role(assignment.roleName())
              .filter(role -> role.allows(permission.action(), permission.data()))
              .isPresent()) {
        return true;
      }
    }
    return false;
  }
}
