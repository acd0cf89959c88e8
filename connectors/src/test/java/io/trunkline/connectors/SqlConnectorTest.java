package io.trunkline.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.connector.ConnectorException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** SQL on a database that runs in the test. */
class SqlConnectorTest {
  private String address;
  private Calls sql;

  @BeforeEach
  void create(TestInfo test) {
    address =
        "jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1;DATABASE_TO_UPPER=FALSE"
            .formatted(test.getTestMethod().orElseThrow().getName());
    sql = new Calls("sql", Json.object().put("connectionString", address), Optional.empty());
    query(
        "CREATE TABLE \"Order\" (\"Id\" INT PRIMARY KEY, \"Name\" VARCHAR(50), \"Price\""
            + " DECIMAL(9,2), \"At\" TIMESTAMP, \"Note\" VARCHAR(50))");
  }

  private JsonNode query(String text) {
    return sql.call("executeQuery", Json.text(Json.object().put("query", text)));
  }

  @Test
  void rowsComeAndGo() {
    sql.call(
        "insertRow",
        "{\"tableName\":\"[Order]\",\"setColumns\":{\"Id\":1,\"Name\":\"it's\",\"Price\":12.5,\"At\":\"2026-01-02"
            + " 03:04:05\",\"Note\":null}}");
    sql.call(
        "insertRow",
        "{\"tableName\":\"Order\",\"setColumns\":{\"Id\":2,\"Name\":\"b\",\"Note\":\"n\"}}");
    JsonNode row =
        sql.call(
                "getRows",
                "{\"tableName\":\"Order\",\"columnValuesForWhereCondition\":{\"Name\":\"it's\",\"Note\":null}}")
            .path(0);
    assertThat(row.toString())
        .isEqualTo(
            "{\"Id\":1,\"Name\":\"it's\",\"Price\":12.50,\"At\":\"2026-01-02T03:04:05\",\"Note\":null}");
    sql.call(
        "updateRows",
        "{\"tableName\":\"Order\",\"setColumns\":{\"Name\":null,\"Price\":1},\"columnValuesForWhereCondition\":{\"Id\":2}}");
    assertThat(
            sql.call(
                    "deleteRows",
                    "{\"tableName\":\"Order\",\"columnValuesForWhereCondition\":{\"Id\":2}}")
                .findValuesAsText("Note"))
        .containsExactly("n");
    assertThat(query("SELECT COUNT(*) AS n FROM \"Order\"").at("/0/0/n").asInt()).isEqualTo(1);
    assertThat(sql.call("getTables", "{}").findValuesAsText("displayName")).contains("Order");
  }

  @Test
  void parametersAreNamedAndNeverPastedIntoTheText() {
    String evil = "x'; DROP TABLE \"Order\"; --";
    JsonNode result =
        sql.call(
            "executeQuery",
            Json.text(
                Json.object()
                    .put("query", "SELECT @a AS a, '@a' AS text, @b + 1 AS b -- @a")
                    .set("queryParameters", Json.object().put("a", evil).put("@b", 2))));
    assertThat(result.at("/0/0/a").asText()).isEqualTo(evil);
    assertThat(result.at("/0/0/text").asText()).isEqualTo("@a");
    assertThat(result.at("/0/0/b").asInt()).isEqualTo(3);
  }

  @Test
  void whatTheDatabaseRefusesIsABadRequest() {
    assertThatThrownBy(() -> query("SELECT * FROM nope"))
        .isInstanceOfSatisfying(
            ConnectorException.class, problem -> assertThat(problem.statusCode()).isEqualTo(400));
    assertThatThrownBy(() -> sql.call("getRows", "{\"tableName\":\"a\\\" WHERE 1=1 --\"}"))
        .hasMessageContaining("not a name");
    assertThatThrownBy(() -> sql.call("whenARowIsDropped", "{}"))
        .hasMessageContaining("whenARowIsDropped");
  }

  @Test
  void anOperatorSaysWhichDatabasesMayBeNamed(@TempDir Path configuration) {
    Calls confined =
        new Calls(
            "sql", Json.object().put("connectionString", address), Optional.of(configuration));
    assertThatThrownBy(() -> confined.call("getTables", "{}"))
        .isInstanceOfSatisfying(
            ConnectorException.class, problem -> assertThat(problem.statusCode()).isEqualTo(403));
  }

  @Test
  void theTextOfAdoIsUnderstoodAndTheMissingDriverNamed() {
    Calls server =
        new Calls(
            "sql",
            Json.object()
                .put(
                    "connectionString",
                    "Server=tcp:db.example,1433;Initial Catalog=shop;User ID=u;Password=p"),
            Optional.empty());
    assertThatThrownBy(() -> server.call("getTables", "{}")).hasMessageContaining("JDBC driver");
  }
}
