package io.trunkline.connectors.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.connectors.ConnectorSettings;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.connector.CallResult;
import io.trunkline.workflows.connector.Connector;
import io.trunkline.workflows.connector.ConnectorCall;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.connector.Operation;
import io.trunkline.workflows.connector.Parameters;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The built-in SQL provider ({@code /serviceProviders/sql}) on any database with a JDBC driver on
 * the class path: {@code executeQuery}, {@code executeStoredProcedure}, {@code getRows}, {@code
 * getRowsV2}, {@code insertRow}, {@code updateRows}, {@code deleteRows}, {@code getTables}.
 */
public final class SqlConnector implements Connector {
  private static final int MAX_TABLES = 10_000;

  private final ConnectorSettings settings;

  public SqlConnector(ConnectorSettings settings) {
    this.settings = settings;
  }

  @Override
  public Set<String> names() {
    return Set.of("sql");
  }

  @Override
  public boolean offers(ConnectorCall call) {
    return call.operation() instanceof Operation.BuiltIn operation
        && Connector.understands(() -> carrier(call, operation));
  }

  @Override
  public CallResult call(ConnectorCall call) {
    if (!(call.operation() instanceof Operation.BuiltIn operation)) {
      throw call.unknownOperation();
    }
    SqlUrls url = SqlUrls.of(call.connection(), settings);
    try (Connection connection = DriverManager.getConnection(url.address(), url.properties())) {
      return new CallResult.Answer(200, null, carryOut(operation, connection, call));
    } catch (SQLException e) {
      throw refused(e, call);
    }
  }

  private static JsonNode carryOut(
      Operation.BuiltIn operation, Connection connection, ConnectorCall call) throws SQLException {
    return carrier(call, operation).carryOut(operation.parameters(), connection, call);
  }

  /** Carries an operation out. */
  @FunctionalInterface
  private interface Carrier {
    JsonNode carryOut(Parameters given, Connection connection, ConnectorCall call)
        throws SQLException;
  }

  private static Carrier carrier(ConnectorCall call, Operation.BuiltIn operation) {
    return switch (operation.key()) {
      case "executequery", "executequeryv2" -> SqlConnector::query;
      case "executestoredprocedure", "executeprocedure" -> SqlConnector::procedure;
      case "getrows" -> SqlConnector::rows;
      case "getrowsv2" ->
          (given, connection, _) -> Json.object().set("value", rows(given, connection, call));
      case "insertrow" -> SqlConnector::insert;
      case "updaterows" -> SqlConnector::update;
      case "deleterows" -> SqlConnector::delete;
      case "gettables" -> (_, connection, _) -> tables(connection);
      default -> throw call.unknownOperation();
    };
  }

  /** Returns an array of results, each an array of rows. */
  private static JsonNode query(Parameters given, Connection connection, ConnectorCall call)
      throws SQLException {
    NamedParameters query =
        NamedParameters.of(
            given.requiredText("query"), given.find("queryParameters").orElse(Json.object()));
    try (PreparedStatement statement = connection.prepareStatement(query.statement())) {
      limit(statement, call);
      query.bind(statement);
      return results(statement, statement.execute(), call);
    }
  }

  private static ArrayNode results(Statement statement, boolean first, ConnectorCall call)
      throws SQLException {
    ArrayNode results = Json.array();
    boolean rows = first;
    while (rows || statement.getUpdateCount() >= 0) {
      if (rows) {
        try (ResultSet result = statement.getResultSet()) {
          results.add(Rows.of(result, call));
        }
      }
      rows = statement.getMoreResults();
    }
    return results;
  }

  private static JsonNode procedure(Parameters given, Connection connection, ConnectorCall call)
      throws SQLException {
    String name = table(given.requiredText("storedProcedureName"), connection);
    List<JsonNode> values = new ArrayList<>();
    given
        .find("storedProcedureParameters")
        .orElse(Json.object())
        .properties()
        .forEach(one -> values.add(one.getValue()));
    String marks = String.join(", ", values.stream().map(value -> "?").toList());
    try (CallableStatement statement =
        connection.prepareCall("{call " + name + "(" + marks + ")}")) {
      limit(statement, call);
      for (int index = 0; index < values.size(); index++) {
        NamedParameters.bind(statement, index + 1, values.get(index));
      }
      ArrayNode results = results(statement, statement.execute(), call);
      ObjectNode body = Json.object();
      ObjectNode sets = body.putObject("resultSets");
      for (int index = 0; index < results.size(); index++) {
        sets.set("Table" + (index + 1), results.get(index));
      }
      body.putObject("outputParameters");
      return body.put("returnCode", 0);
    }
  }

  private static ArrayNode rows(Parameters given, Connection connection, ConnectorCall call)
      throws SQLException {
    JsonNode where = given.find("columnValuesForWhereCondition").orElse(Json.object());
    String select =
        "SELECT * FROM "
            + table(given.requiredText("tableName"), connection)
            + where(where, connection);
    try (PreparedStatement statement = connection.prepareStatement(select)) {
      limit(statement, call);
      bind(statement, 1, where);
      try (ResultSet result = statement.executeQuery()) {
        return Rows.of(result, call);
      }
    }
  }

  private static JsonNode insert(Parameters given, Connection connection, ConnectorCall call)
      throws SQLException {
    JsonNode columns = given.required("setColumns");
    List<String> names = names(columns, connection);
    String insert =
        "INSERT INTO %s (%s) VALUES (%s)"
            .formatted(
                table(given.requiredText("tableName"), connection),
                String.join(", ", names),
                String.join(", ", names.stream().map(name -> "?").toList()));
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      limit(statement, call);
      bind(statement, 1, columns);
      statement.executeUpdate();
    }
    return columns;
  }

  /** Returns the rows that were found, with their new values. */
  private static JsonNode update(Parameters given, Connection connection, ConnectorCall call)
      throws SQLException {
    JsonNode columns = given.required("setColumns");
    JsonNode where = given.find("columnValuesForWhereCondition").orElse(Json.object());
    ArrayNode found = rows(given, connection, call);
    String update =
        "UPDATE %s SET %s%s"
            .formatted(
                table(given.requiredText("tableName"), connection),
                String.join(
                    ", ", names(columns, connection).stream().map(name -> name + " = ?").toList()),
                where(where, connection));
    try (PreparedStatement statement = connection.prepareStatement(update)) {
      limit(statement, call);
      bind(statement, bind(statement, 1, columns), where);
      statement.executeUpdate();
    }
    found.forEach(row -> columns.properties().forEach(one -> set((ObjectNode) row, one)));
    return found;
  }

  private static void set(ObjectNode row, Map.Entry<String, JsonNode> column) {
    row.set(column.getKey(), column.getValue());
  }

  /** Returns the rows that were deleted. */
  private static JsonNode delete(Parameters given, Connection connection, ConnectorCall call)
      throws SQLException {
    JsonNode where = given.required("columnValuesForWhereCondition");
    ArrayNode found = rows(given, connection, call);
    String delete =
        "DELETE FROM "
            + table(given.requiredText("tableName"), connection)
            + where(where, connection);
    try (PreparedStatement statement = connection.prepareStatement(delete)) {
      limit(statement, call);
      bind(statement, 1, where);
      statement.executeUpdate();
    }
    return found;
  }

  private static JsonNode tables(Connection connection) throws SQLException {
    ArrayNode tables = Json.array();
    try (ResultSet found =
        connection
            .getMetaData()
            .getTables(connection.getCatalog(), null, "%", new String[] {"TABLE"})) {
      while (found.next() && tables.size() < MAX_TABLES) {
        String schema = found.getString("TABLE_SCHEM");
        String name = found.getString("TABLE_NAME");
        tables
            .addObject()
            .put("fullName", schema == null ? name : "[" + schema + "].[" + name + "]")
            .put("displayName", name);
      }
    }
    return tables;
  }

  /** Equal to each value, null to none. */
  private static String where(JsonNode values, Connection connection) throws SQLException {
    List<String> conditions = new ArrayList<>();
    for (Map.Entry<String, JsonNode> one : values.properties()) {
      String name = quoted(one.getKey(), connection);
      conditions.add(one.getValue().isNull() ? name + " IS NULL" : name + " = ?");
    }
    return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
  }

  /** Sets values that are not null where a condition is, all of them elsewhere. */
  private static int bind(PreparedStatement statement, int from, JsonNode values)
      throws SQLException {
    int index = from;
    int marks = statement.getParameterMetaData().getParameterCount();
    for (Map.Entry<String, JsonNode> one : values.properties()) {
      boolean conditionOfNull = one.getValue().isNull() && from + values.size() - 1 > marks;
      if (!conditionOfNull) {
        NamedParameters.bind(statement, index, one.getValue());
        index++;
      }
    }
    return index;
  }

  private static List<String> names(JsonNode columns, Connection connection) throws SQLException {
    List<String> names = new ArrayList<>();
    for (Map.Entry<String, JsonNode> one : columns.properties()) {
      names.add(quoted(one.getKey(), connection));
    }
    return names;
  }

  /** Returns {@code schema.name}, from any of {@code [schema].[name]}, quoted for the database. */
  private static String table(String name, Connection connection) throws SQLException {
    List<String> parts = new ArrayList<>();
    for (String part : name.split("\\.", -1)) {
      parts.add(quoted(part.replaceAll("^\\[|]$", "").replaceAll("^\"|\"$", ""), connection));
    }
    return String.join(".", parts);
  }

  private static String quoted(String name, Connection connection) throws SQLException {
    String quote = connection.getMetaData().getIdentifierQuoteString();
    if (name.isEmpty() || name.contains(quote) || name.indexOf('\0') >= 0) {
      throw new ConnectorException(
          400, "BadRequest", "'%s' is not a name of a table or column.".formatted(name));
    }
    return quote + name + quote;
  }

  private static void limit(Statement statement, ConnectorCall call) throws SQLException {
    statement.setQueryTimeout((int) Math.max(1, call.timeout().toSeconds()));
  }

  /** What may work later is 503; what the database refuses, and will refuse again, is 400. */
  private static ConnectorException refused(SQLException e, ConnectorCall call) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    if (state.equals("08001") && String.valueOf(e.getMessage()).startsWith("No suitable driver")) {
      return call.connection().invalid("needs a JDBC driver that is not on the node's class path");
    }
    boolean later =
        e instanceof SQLTransientException
            || e instanceof SQLNonTransientConnectionException
            || state.startsWith("08")
            || state.startsWith("40");
    return new ConnectorException(
        later ? 503 : 400, later ? "ServiceUnavailable" : "BadRequest", e.getMessage());
  }
}
