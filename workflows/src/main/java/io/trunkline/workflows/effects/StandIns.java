package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** Answers in place of actions, for tests and runs on a developer's machine. */
public interface StandIns {

  /**
   * Returns what an action ends with: {@code {statusCode, headers?, body?}} or {@code {status,
   * code?, error?, outputs?}}, with expressions that see what the action sees.
   *
   * @param repetition the pass of the enclosing loops, as in history; empty outside of loops
   * @param attempt of the call, from 1; the same attempt is asked for again at will
   * @return empty to let the action do what it does
   */
  Optional<JsonNode> of(String action, String repetition, int attempt);

  /** Returns whether an action without a stand-in may call what is outside. */
  boolean callsAllowed();
}
