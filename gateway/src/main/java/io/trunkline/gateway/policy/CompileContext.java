package io.trunkline.gateway.policy;

import io.trunkline.gateway.expression.ExpressionCompiler;
import io.trunkline.gateway.expression.ExpressionException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where an element stands, and the help its policy needs to compile it. */
public final class CompileContext {
  private final PolicyCompiler compiler;
  private final PolicyScope scope;
  private final Section section;
  private final String path;
  private final PolicyCompiler.Definitions definitions;

  CompileContext(
      PolicyCompiler compiler,
      PolicyScope scope,
      Section section,
      String path,
      PolicyCompiler.Definitions definitions) {
    this.compiler = compiler;
    this.scope = scope;
    this.section = section;
    this.path = path;
    this.definitions = definitions;
  }

  public PolicyServices services() {
    return compiler.services();
  }

  public PolicyScope scope() {
    return scope;
  }

  public Section section() {
    return section;
  }

  PolicyCompiler.Definitions definitions() {
    return definitions;
  }

  /** Returns a text that tells this place in the document from every other. */
  public String place() {
    return scope.label() + "/" + section.element() + "/" + path;
  }

  /** Returns an attribute that must be there. */
  public PolicyValue required(PolicyElement element, String attribute) {
    return optional(element, attribute)
        .orElseThrow(() -> element.refuse("The attribute '" + attribute + "' is missing."));
  }

  public PolicyValue required(PolicyElement element, String attribute, String otherwise) {
    return optional(element, attribute).orElse(PolicyValue.literal(otherwise));
  }

  public Optional<PolicyValue> optional(PolicyElement element, String attribute) {
    return element.attribute(attribute).map(text -> value(element, text));
  }

  /** Returns an attribute that must be a literal. */
  public Optional<String> literal(PolicyElement element, String attribute) {
    return optional(element, attribute)
        .map(
            value ->
                value
                    .literal()
                    .orElseThrow(
                        () ->
                            element.refuse(
                                "The attribute '" + attribute + "' cannot be an expression.")));
  }

  public String requiredLiteral(PolicyElement element, String attribute) {
    return literal(element, attribute)
        .orElseThrow(() -> element.refuse("The attribute '" + attribute + "' is missing."));
  }

  /** Returns a literal that is one of some words. */
  public String word(PolicyElement element, String attribute, String otherwise, String... words) {
    String word = literal(element, attribute).orElse(otherwise);
    if (!List.of(words).contains(word)) {
      throw element.refuse(
          "The attribute '" + attribute + "' must be one of " + String.join(", ", words) + ".");
    }
    return word;
  }

  /** Returns a literal flag. */
  public boolean flag(PolicyElement element, String attribute, boolean otherwise) {
    return word(element, attribute, Boolean.toString(otherwise), "true", "false").equals("true");
  }

  /** Returns a literal number of at least {@code min}. */
  public int number(PolicyElement element, String attribute, int min, int max) {
    String text = requiredLiteral(element, attribute);
    try {
      int number = Integer.parseInt(text.strip());
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw element.refuse(
        "The attribute '" + attribute + "' must be a number from " + min + " to " + max + ".");
  }

  /** Returns the text of an element. */
  public PolicyValue text(PolicyElement element) {
    return value(element, element.text());
  }

  /** Returns the texts of all children of a name. */
  public List<PolicyValue> texts(PolicyElement element, String child) {
    return element.children(child).stream().map(this::text).toList();
  }

  private PolicyValue value(PolicyElement element, String text) {
    String trimmed = text.strip();
    if (!ExpressionCompiler.isExpression(trimmed)) {
      return PolicyValue.literal(text);
    }
    try {
      return PolicyValue.expression(compiler.expressions().compile(trimmed));
    } catch (ExpressionException e) {
      throw new PolicyException(
          element.name(),
          element.line() + e.line() - 1,
          e.line() == 1 ? element.column() : e.column(),
          e.getMessage() + " (column " + e.column() + " of the expression).");
    }
  }

  /** Compiles the policies inside an element. */
  public List<Step> steps(PolicyElement parent) {
    List<Step> steps = new ArrayList<>();
    Map<String, Integer> counts = new HashMap<>();
    for (PolicyElement child : parent.children()) {
      int number = counts.merge(child.name(), 1, Integer::sum);
      steps.addAll(compiler.steps(child, below(child.name() + "[" + number + "]")));
    }
    return List.copyOf(steps);
  }

  /** Returns the context of something nested here. */
  public CompileContext below(String step) {
    return new CompileContext(
        compiler, scope, section, path.isEmpty() ? step : path + "/" + step, definitions);
  }

  String path() {
    return path;
  }
}
