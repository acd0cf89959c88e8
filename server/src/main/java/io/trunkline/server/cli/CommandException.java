package io.trunkline.server.cli;

/** A command cannot go on; the message is all that its user sees. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CommandException(String message) {
    super(message, null, false, false);
  }
}
