package io.trunkline.connectors.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.connector.ConnectorCall;
import java.math.BigDecimal;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Base64;

/** Rows as JSON: dates and times in ISO 8601, bytes in base64. */
final class Rows {
  private static final int OVERHEAD = 16;

  private Rows() {}

  /** Reads all rows, up to the size that a workflow takes. */
  static ArrayNode of(ResultSet rows, ConnectorCall call) throws SQLException {
    ArrayNode array = Json.array();
    ResultSetMetaData columns = rows.getMetaData();
    long size = 0;
    while (rows.next()) {
      ObjectNode row = array.addObject();
      for (int column = 1; column <= columns.getColumnCount(); column++) {
        JsonNode value = value(rows.getObject(column), rows, column);
        row.set(columns.getColumnLabel(column), value);
        size += OVERHEAD + (value.isTextual() ? value.textValue().length() : 0);
      }
      call.requireSize(size, "The result");
    }
    return array;
  }

  private static JsonNode value(Object value, ResultSet rows, int column) throws SQLException {
    return switch (value) {
      case null -> Json.mapper().getNodeFactory().nullNode();
      case Boolean flag -> Json.mapper().getNodeFactory().booleanNode(flag);
      case BigDecimal number -> Json.mapper().getNodeFactory().numberNode(number);
      case Number number -> Json.mapper().valueToTree(number);
      case byte[] bytes -> text(Base64.getEncoder().encodeToString(bytes));
      case Clob clob ->
          text(clob.getSubString(1, (int) Math.min(clob.length(), Integer.MAX_VALUE)));
      case Blob blob ->
          text(
              Base64.getEncoder()
                  .encodeToString(
                      blob.getBytes(1, (int) Math.min(blob.length(), Integer.MAX_VALUE))));
      case java.sql.Timestamp time -> text(time.toLocalDateTime().toString());
      case java.sql.Date date -> text(date.toLocalDate().toString());
      case java.sql.Time time -> text(time.toLocalTime().toString());
      default -> text(rows.getString(column));
    };
  }

  private static JsonNode text(String value) {
    return Json.mapper().getNodeFactory().textNode(value);
  }
}
