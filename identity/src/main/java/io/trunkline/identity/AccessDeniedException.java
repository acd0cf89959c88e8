package io.trunkline.identity;

/** A known caller may not do what it asked for (403 where the protocol is HTTP). */
public class AccessDeniedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient Permission permission;

  public AccessDeniedException(Caller caller, Permission permission) {
    super(
        "The client '%s' does not have authorization to perform action '%s' over scope '%s'."
            .formatted(caller.label(), permission.action(), permission.scope()),
        null,
        false,
        false);
    this.permission = permission;
  }

  public Permission permission() {
    return permission;
  }
}
