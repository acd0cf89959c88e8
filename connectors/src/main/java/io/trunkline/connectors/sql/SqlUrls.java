package io.trunkline.connectors.sql;

import io.trunkline.connectors.ConnectorSettings;
import io.trunkline.workflows.connector.Connection;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.connector.Parameters;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Where a connection's database is: {@code connectionString} is a JDBC address, or the text of
 * ADO.NET that the original takes ({@code Server=tcp:host,1433;Initial Catalog=…;User ID=…}); or
 * {@code server} and {@code database} stand by themselves.
 *
 * @param address of JDBC
 * @param properties user and password
 */
record SqlUrls(String address, Properties properties) {
  private static final List<String> ALLOWED =
      List.of(
          "jdbc:postgresql:",
          "jdbc:sqlserver:",
          "jdbc:mysql:",
          "jdbc:mariadb:",
          "jdbc:oracle:thin:",
          "jdbc:db2:");

  /**
   * Reads a connection.
   *
   * @throws ConnectorException 400 {@code InvalidApiConnection}; 403 for a kind of address that the
   *     operator does not allow
   */
  static SqlUrls of(Connection connection, ConnectorSettings allowed) {
    Parameters settings = connection.settings();
    String text = settings.text("connectionString").orElse("");
    Properties properties = new Properties();
    settings.text("username").ifPresent(user -> properties.put("user", user));
    settings.text("password").ifPresent(password -> properties.put("password", password));
    if (!text.toLowerCase(Locale.ROOT).startsWith("jdbc:")) {
      return ado(text, connection, properties);
    }
    boolean known =
        !allowed.confined()
            || ALLOWED.stream().anyMatch(text::startsWith)
            || allowed.urls().stream().anyMatch(text::startsWith);
    if (!known) {
      throw new ConnectorException(
          403,
          "Forbidden",
          "The operator of the node does not allow the JDBC address of the connection '%s': it does not begin with one of 'sql.urls' of connectors/settings.json."
              .formatted(connection.name()));
    }
    return new SqlUrls(text, properties);
  }

  private static SqlUrls ado(String text, Connection connection, Properties properties) {
    Map<String, String> parts = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String part : text.split(";", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        parts.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip());
      }
    }
    String server =
        first(parts, "Server", "Data Source")
            .or(() -> connection.settings().text("server"))
            .orElseThrow(
                () -> connection.invalid("has neither a 'connectionString' nor a 'server'"));
    String database =
        first(parts, "Initial Catalog", "Database")
            .or(() -> connection.settings().text("database"))
            .orElse("");
    first(parts, "User ID", "Uid").ifPresent(user -> properties.put("user", user));
    first(parts, "Password", "Pwd").ifPresent(word -> properties.put("password", word));
    String host = server.replaceFirst("(?i)^tcp:", "").replace(',', ':');
    StringBuilder address = new StringBuilder("jdbc:sqlserver://").append(host);
    if (!database.isEmpty()) {
      address.append(";databaseName=").append(database);
    }
    first(parts, "Encrypt").ifPresent(value -> address.append(";encrypt=").append(value));
    first(parts, "TrustServerCertificate")
        .ifPresent(value -> address.append(";trustServerCertificate=").append(value));
    return new SqlUrls(address.toString(), properties);
  }

  private static Optional<String> first(Map<String, String> parts, String... names) {
    for (String name : names) {
      if (parts.containsKey(name)) {
        return Optional.of(parts.get(name));
      }
    }
    return Optional.empty();
  }

  /** Leaves the secrets out. */
  @Override
  public String toString() {
    return "SqlUrls[" + address.replaceFirst("[?;].*", "") + "]";
  }
}
