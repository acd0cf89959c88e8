package io.trunkline.workflows.expression.function;

import static io.trunkline.workflows.expression.function.TemplateFunction.pure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.util.List;
import java.util.Optional;

/** Functions that make changed copies of objects (reference/workflows.md §2.11). */
final class ObjectFunctions {
  private ObjectFunctions() {}

  static List<TemplateFunction> all() {
    return List.of(
        pure("addProperty", 3, 3, ObjectFunctions::addProperty),
        pure("setProperty", 3, 3, ObjectFunctions::setProperty),
        pure("removeProperty", 2, 2, ObjectFunctions::removeProperty),
        pure("mergeObjects", 2, 2, a -> copy(a.object(0)).setAll(a.object(1))));
  }

  /** Values are shared: nobody changes them. */
  private static ObjectNode copy(ObjectNode object) {
    ObjectNode copy = object.objectNode();
    copy.setAll(object);
    return copy;
  }

  private static JsonNode addProperty(Arguments arguments) {
    ObjectNode object = arguments.object(0);
    String name = arguments.plainText(1);
    if (ObjectProperties.findName(object, name).isPresent()) {
      throw arguments.wrongValue(1, "the property '%s' already exists".formatted(name));
    }
    return copy(object).set(name, arguments.get(2));
  }

  private static JsonNode setProperty(Arguments arguments) {
    ObjectNode object = arguments.object(0);
    String name = arguments.plainText(1);
    Optional<String> existing = ObjectProperties.findName(object, name);
    ObjectNode result = copy(object);
    // Removed first, so that the property moves to the end.
    existing.ifPresent(result::remove);
    return result.set(existing.orElse(name), arguments.get(2));
  }

  private static JsonNode removeProperty(Arguments arguments) {
    ObjectNode object = arguments.object(0);
    ObjectNode result = copy(object);
    ObjectProperties.findName(object, arguments.plainText(1)).ifPresent(result::remove);
    return result;
  }
}
