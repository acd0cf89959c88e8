package io.trunkline.resources.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;

/** Copy loops ({@code reference/resource-manager.md §5.4}). */
public final class CopyLoop {
  /** How many iterations a loop may have. */
  public static final int MAX_COUNT = 800;

  private CopyLoop() {}

  /** Returns whether a {@code copy} member declares loops rather than being an ordinary value. */
  static boolean isPropertyCopy(JsonNode copy) {
    if (!copy.isArray() || copy.isEmpty()) {
      return false;
    }
    for (JsonNode loop : copy) {
      if (!loop.has("name") || !loop.has("count") || !loop.has("input")) {
        return false;
      }
    }
    return true;
  }

  /** Adds the array of each loop to {@code into}, under the loop's name. */
  public static void unroll(ArrayNode loops, Evaluator evaluator, String path, ObjectNode into) {
    for (int i = 0; i < loops.size(); i++) {
      String at = path + "[" + i + "]";
      String name = loops.get(i).path("name").asText();
      into.set(name, array(name, loops.get(i), evaluator, at));
    }
  }

  /** Returns the values of {@code loop.input} for every index. */
  public static ArrayNode array(String name, JsonNode loop, Evaluator evaluator, String path) {
    ArrayNode values = Json.array();
    int count = count(loop.path("count"), evaluator, path + ".count");
    for (int i = 0; i < count; i++) {
      values.add(evaluator.inLoop(name, i).resolve(loop.path("input"), path + ".input"));
    }
    return values;
  }

  /** Evaluates the count of a loop. */
  public static int count(JsonNode count, Evaluator evaluator, String path) {
    JsonNode value = evaluator.resolve(count, path);
    if (!value.isIntegralNumber() || value.asLong() < 0 || value.asLong() > MAX_COUNT) {
      throw new TemplateException(
          "The count of a copy loop has to be an integer from 0 to " + MAX_COUNT + ".", path);
    }
    return value.asInt();
  }
}
