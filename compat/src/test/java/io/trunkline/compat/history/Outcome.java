package io.trunkline.compat.history;

/** What a client knows about an operation once it has ended. */
public enum Outcome {
  /** It was acknowledged. */
  OK,
  /** It was refused: it had no effect and never will. */
  FAILED,
  /** The answer was lost: it may have had its effect, may have it later, or never. */
  UNKNOWN
}
