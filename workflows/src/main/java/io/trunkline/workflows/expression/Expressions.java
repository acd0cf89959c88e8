package io.trunkline.workflows.expression;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Consumer;

/**
 * The way into the expression language: a JSON value with {@code @} expressions is compiled once
 * and evaluated any number of times (reference/workflows.md §1.5–§1.8).
 */
public final class Expressions {
  private Expressions() {}

  /**
   * Compiles {@code source}, which stands at {@code path} of its document.
   *
   * @throws ExpressionException for the first text that is not a valid expression or interpolation
   */
  public static Template template(JsonNode source, String path) {
    return template(
        source,
        path,
        problem -> {
          throw problem;
        });
  }

  /**
   * Compiles {@code source} and hands every error to {@code problems}; a faulty text stays a
   * literal, so the result is good for looking at, not for running.
   */
  public static Template template(
      JsonNode source, String path, Consumer<ExpressionException> problems) {
    return new Template(source, new TemplateCompiler(problems).compile(source, path));
  }

  /**
   * Compiles a condition: {@code "@…"}, or an object such as {@code
   * {"and":[{"equals":["@a()",1]}]}} in which every name is a function and texts without {@code @}
   * are literals (§4.9).
   */
  public static Template condition(
      JsonNode source, String path, Consumer<ExpressionException> problems) {
    return new Template(source, new ConditionCompiler(problems).compile(source, path));
  }

  /** Returns a template in which an {@code @} means nothing. */
  public static Template literal(JsonNode value) {
    return new Template(value, new TemplateNode.Constant(value));
  }
}
