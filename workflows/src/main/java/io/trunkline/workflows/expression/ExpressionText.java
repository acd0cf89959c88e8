package io.trunkline.workflows.expression;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import java.util.stream.Collectors;

/** Writes parsed expressions down again, for traces. */
final class ExpressionText {
  private ExpressionText() {}

  static String of(Expression expression) {
    return switch (expression) {
      case Expression.Literal literal -> literal(literal.value());
      case Expression.Call call ->
          call.function().name()
              + call.arguments().stream()
                  .map(ExpressionText::of)
                  .collect(Collectors.joining(", ", "(", ")"));
      case Expression.Access access ->
          of(access.target()) + (access.lenient() ? "?[" : "[") + of(access.key()) + "]";
      case Expression.Embedded embedded -> of(embedded.value());
    };
  }

  private static String of(TemplateNode node) {
    return switch (node) {
      case TemplateNode.Constant constant -> literal(constant.value());
      case TemplateNode.Computed computed -> of(computed.expression());
      case TemplateNode.Interpolated text ->
          text.parts().stream()
              .map(
                  part ->
                      part instanceof TemplateNode.Constant constant
                          ? constant.value().asText()
                          : "@{" + of(part) + "}")
              .collect(Collectors.joining("", "'", "'"));
      case TemplateNode.Properties _ -> "{…}";
      case TemplateNode.Elements _ -> "[…]";
    };
  }

  private static String literal(JsonNode value) {
    return value.isTextual() ? "'" + value.textValue().replace("'", "''") + "'" : Json.text(value);
  }
}
