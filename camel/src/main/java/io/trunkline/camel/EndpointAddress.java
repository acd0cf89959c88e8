package io.trunkline.camel;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.connector.ConnectorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes Camel's URI of a declared operation for one call. What workflows give becomes raw values
 * of the declared options: it cannot add others, refer to objects, or ask for properties.
 */
final class EndpointAddress {
  private EndpointAddress() {}

  /**
   * @param beans names in Camel's registry, by declared name
   * @throws ConnectorException 400 where a value is missing or cannot be written
   */
  static String of(Declaration.Operation operation, Values values, Map<String, String> beans) {
    List<String> options = new ArrayList<>();
    for (Map.Entry<String, JsonNode> option : operation.options().entrySet()) {
      String declared = Values.plain(option.getValue());
      if (declared.startsWith("#")) {
        options.add(option.getKey() + "=#" + bean(declared.substring(1), beans));
      } else if (declared.indexOf('{') < 0) {
        options.add(option.getKey() + "=" + declared);
      } else {
        values
            .fill(option.getValue())
            .ifPresent(value -> options.add(option.getKey() + "=" + raw(option.getKey(), value)));
      }
    }
    String address = values.address(operation.endpoint());
    return options.isEmpty() ? address : address + "?" + String.join("&", options);
  }

  private static String bean(String name, Map<String, String> beans) {
    String known = beans.get(name);
    if (known == null) {
      throw new ConnectorException(
          500, "InvalidDeclaration", "The declaration has no bean '%s'.".formatted(name));
    }
    return known;
  }

  private static String raw(String option, JsonNode value) {
    String text = Values.plain(value);
    if (text.startsWith("#") || text.contains("{{")) {
      throw refusal(option, "begins with '#' or has '{{'");
    }
    if (!text.contains(")")) {
      return "RAW(" + text + ")";
    }
    if (!text.contains("}")) {
      return "RAW{" + text + "}";
    }
    throw refusal(option, "has both ')' and '}'");
  }

  private static ConnectorException refusal(String option, String why) {
    return new ConnectorException(
        400, "BadRequest", "The value for '%s' %s, which is not possible.".formatted(option, why));
  }
}
