package io.trunkline.connectors.sql;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A statement with its parameters in order: {@code @name} becomes {@code ?} where a value of that
 * name is given, except in texts, quoted names and comments.
 */
record NamedParameters(String statement, List<JsonNode> values) {

  static NamedParameters of(String query, JsonNode given) {
    StringBuilder statement = new StringBuilder();
    List<JsonNode> values = new ArrayList<>();
    int index = 0;
    while (index < query.length()) {
      int quoted = endOfQuoted(query, index);
      if (quoted > index) {
        statement.append(query, index, quoted);
        index = quoted;
      } else if (query.charAt(index) == '@') {
        int end = endOfName(query, index + 1);
        String name = query.substring(index + 1, end);
        var value =
            ObjectProperties.find(given, name).or(() -> ObjectProperties.find(given, "@" + name));
        if (value.isPresent() && !name.isEmpty()) {
          statement.append('?');
          values.add(value.get());
        } else {
          statement.append(query, index, end); // A variable of the database's own language.
        }
        index = end;
      } else {
        statement.append(query.charAt(index));
        index++;
      }
    }
    return new NamedParameters(statement.toString(), values);
  }

  /** Returns where a text, quoted name or comment that begins at {@code start} ends, or start. */
  private static int endOfQuoted(String query, int start) {
    char first = query.charAt(start);
    if (first == '\'' || first == '"') {
      return after(query, query.indexOf(first, start + 1), 1);
    }
    if (first == '[') {
      return after(query, query.indexOf(']', start), 1);
    }
    if (query.startsWith("--", start)) {
      return after(query, query.indexOf('\n', start), 0);
    }
    return query.startsWith("/*", start) ? after(query, query.indexOf("*/", start + 2), 2) : start;
  }

  private static int after(String query, int found, int length) {
    return found < 0 ? query.length() : found + length;
  }

  private static int endOfName(String query, int start) {
    int end = start;
    while (end < query.length()
        && (Character.isLetterOrDigit(query.charAt(end)) || query.charAt(end) == '_')) {
      end++;
    }
    return end == start && end < query.length() && query.charAt(end) == '@' ? end + 1 : end;
  }

  /** Sets the values; JSON arrays and objects go as texts. */
  void bind(PreparedStatement prepared) throws SQLException {
    for (int index = 0; index < values.size(); index++) {
      bind(prepared, index + 1, values.get(index));
    }
  }

  static void bind(PreparedStatement prepared, int index, JsonNode value) throws SQLException {
    switch (value.getNodeType()) {
      case NULL, MISSING -> prepared.setObject(index, null);
      case BOOLEAN -> prepared.setBoolean(index, value.booleanValue());
      case NUMBER -> {
        if (value.isIntegralNumber() && value.canConvertToLong()) {
          prepared.setLong(index, value.longValue());
        } else {
          prepared.setBigDecimal(index, value.decimalValue());
        }
      }
      case STRING -> prepared.setString(index, value.textValue());
      case ARRAY, OBJECT -> prepared.setString(index, Json.text(value));
      default ->
          throw new ConnectorException(
              400, "BadRequest", "A value of the kind %s is no parameter.".formatted(value));
    }
  }
}
