package io.trunkline.workflows.expression;

/**
 * A name that an expression mentions as a constant, or its mention of the trigger.
 *
 * @param name empty for the trigger
 * @param path JSON path of the text that holds the expression
 * @param position offset of the function in that text, from 0
 */
public record Reference(Kind kind, String name, String path, int position) {
  /** What the name belongs to. */
  public enum Kind {
    ACTION,
    SCOPE,
    TRIGGER,
    VARIABLE,
    PARAMETER,
    APP_SETTING,
    LOOP_ITEM,
    LOOP_ITERATION
  }
}
