package io.trunkline.workflows.expression.function;

import static io.trunkline.workflows.expression.function.TemplateFunction.contextual;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fields of forms and parts of multipart bodies (reference/workflows.md §1.9, §2.6). */
final class FormFunctions {
  private static final Pattern NAME = Pattern.compile("(?i)[;\\s]name=(?:\"([^\"]*)\"|([^;]*))");

  private FormFunctions() {}

  static List<TemplateFunction> all() {
    return List.of(
        contextual(
            "formDataValue", 2, 2, (a, c) -> one(a, values(a, 1, ReferenceFunctions.body(a, c)))),
        contextual(
            "formDataMultiValues",
            2,
            2,
            (a, c) -> Json.array().addAll(values(a, 1, ReferenceFunctions.body(a, c)))),
        contextual("multipartBody", 2, 2, (a, c) -> part(a, 1, ReferenceFunctions.body(a, c))),
        contextual(
            "triggerFormDataValue",
            1,
            1,
            (a, c) -> one(a, values(a, 0, ReferenceFunctions.triggerBody(a, c)))),
        contextual(
            "triggerFormDataMultiValues",
            1,
            1,
            (a, c) -> Json.array().addAll(values(a, 0, ReferenceFunctions.triggerBody(a, c)))),
        contextual(
            "triggerMultipartBody",
            1,
            1,
            (a, c) -> part(a, 0, ReferenceFunctions.triggerBody(a, c))));
  }

  private static JsonNode one(Arguments arguments, List<JsonNode> values) {
    if (values.size() != 1) {
      throw arguments.failure(
          "the form must have the key exactly once, but has it '%d' times"
              .formatted(values.size()));
    }
    return values.getFirst();
  }

  private static List<JsonNode> values(Arguments arguments, int index, JsonNode body) {
    String key = arguments.plainText(index);
    List<JsonNode> values = new ArrayList<>();
    if (body.path("$formdata").isArray()) {
      for (JsonNode field : body.path("$formdata")) {
        if (field.path("key").asText().equals(key)) {
          values.add(field.path("value"));
        }
      }
      return values;
    }
    if (body.path("$multipart").isArray()) {
      for (JsonNode part : body.path("$multipart")) {
        if (name(part).equals(key)) {
          values.add(part.path("body"));
        }
      }
      return values;
    }
    throw arguments.failure("the body is not form data");
  }

  private static String name(JsonNode part) {
    String disposition =
        ObjectProperties.find(part.path("headers"), "Content-Disposition")
            .map(JsonNode::asText)
            .orElse("");
    Matcher matcher = NAME.matcher(disposition);
    if (!matcher.find()) {
      return "";
    }
    return matcher.group(1) == null ? matcher.group(2).strip() : matcher.group(1);
  }

  private static JsonNode part(Arguments arguments, int index, JsonNode body) {
    long number = arguments.integer(index);
    JsonNode parts = body.path("$multipart");
    if (!parts.isArray()) {
      throw arguments.failure("the body is not multipart");
    }
    if (number < 0 || number >= parts.size()) {
      throw arguments.wrongValue(
          index, "there is no part '%d'; the body has '%d'".formatted(number, parts.size()));
    }
    JsonNode content = parts.get((int) number).path("body");
    return content.isMissingNode() ? NullNode.getInstance() : content;
  }
}
