package io.trunkline.server.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.broker.BrokerLimits;
import io.trunkline.net.Endpoints;
import io.trunkline.net.amqp.AmqpLimits;
import io.trunkline.workflows.effects.WorkflowLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
  @TempDir Path directory;

  @Test
  void defaultsAreWhatTheDocumentationSays() {
    assertThat(NodeConfig.defaults(Path.of("data")))
        .isEqualTo(
            new NodeConfig(
                Path.of("data"),
                "127.0.0.1",
                "localhost",
                new DoorPorts(5672, 5671, 8443, 8080, 5300),
                0,
                false,
                "11111111-1111-1111-1111-111111111111",
                "22222222-2222-2222-2222-222222222222",
                "trunkline",
                "local",
                null,
                null,
                null,
                null,
                WorkflowLimits.defaults(),
                BrokerLimits.defaults(),
                AmqpLimits.defaults(),
                false,
                Peering.NONE));
  }

  @Test
  void changesSomeLimitsOfWorkflowsAndRefusesUnknownOnes() throws IOException {
    NodeConfig read =
        ConfigFile.read(
            file(
                "{\"workflowLimits\":{\"maxRuns\":0,\"runRetention\":\"P7D\",\"requestTimeout\":\"PT5M\"}}"),
            NodeConfig.defaults(Path.of("data")));
    assertThat(read.workflowLimits().maxRuns()).isZero();
    assertThat(read.workflowLimits().runRetention()).isEqualTo(Duration.ofDays(7));
    assertThat(read.workflowLimits().maxHistories())
        .isEqualTo(WorkflowLimits.defaults().maxHistories());
    for (String wrong :
        List.of("{\"nope\":1}", "[]", "{\"maxRuns\":-1}", "{\"maxRuns\":\"many\"}")) {
      assertThatThrownBy(
              () ->
                  ConfigFile.read(
                      file("{\"workflowLimits\":" + wrong + "}"),
                      NodeConfig.defaults(Path.of("data"))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("workflowLimits");
    }
  }

  @Test
  void changesSomeLimitsOfMessaging() throws IOException {
    NodeConfig read =
        ConfigFile.read(
            file(
                """
                {"brokerLimits": {"maxEntities": 50000, "maxSessionWait": "PT5M"},
                 "amqpLimits": {"maxConnections": 20000}}
                """),
            NodeConfig.defaults(Path.of("data")));
    assertThat(read.brokerLimits().maxEntities()).isEqualTo(50_000);
    assertThat(read.brokerLimits().maxSessionWait()).isEqualTo(Duration.ofMinutes(5));
    assertThat(read.brokerLimits().maxSubscriptions()).isEqualTo(2_000);
    assertThat(read.amqpLimits().maxConnections()).isEqualTo(20_000);
    for (String wrong : List.of("\"brokerLimits\":{\"nope\":1}", "\"amqpLimits\":7")) {
      assertThatThrownBy(
              () -> ConfigFile.read(file("{" + wrong + "}"), NodeConfig.defaults(directory)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Limits");
    }
  }

  @Test
  void doorsHavePortsOfTheirOwn() throws IOException {
    NodeConfig read =
        ConfigFile.read(
            file("{\"ports\": {\"https\": 443, \"admin\": 80}}"),
            NodeConfig.defaults(Path.of("data")));
    assertThat(read.endpoints()).isEqualTo(new Endpoints("localhost", 5672, 5671, 443, 8080, 80));
    assertThat(read.withStart(1_000, false).endpoints())
        .isEqualTo(new Endpoints("localhost", 6672, 6671, 1443, 9080, 1080));
    for (String wrong :
        List.of(
            "{\"https\": 0}",
            "{\"https\": 65536}",
            "{\"https\": 8080}",
            "{\"https\": \"many\"}",
            "{\"ftp\": 21}",
            "443")) {
      assertThatThrownBy(
              () ->
                  ConfigFile.read(
                      file("{\"ports\": " + wrong + "}"), NodeConfig.defaults(directory)))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'ports'");
    }
  }

  @Test
  void readsWhatTheFileSaysAndKeepsTheRest() throws IOException {
    NodeConfig read =
        ConfigFile.read(
            file(
                """
                {
                  // comments are allowed
                  "publicHost": "node.example.org",
                  "defaultNamespace": "orders",
                  "emulatorConfig": "Config.json",
                  "eventRetryWait": "PT1S",
                  "asksForCertificates": true,
                  "zone": "rack-1",
                }
                """),
            NodeConfig.defaults(Path.of("data")));

    assertThat(read.publicHost()).isEqualTo("node.example.org");
    assertThat(read.defaultNamespace()).isEqualTo("orders");
    assertThat(read.emulatorConfig()).isEqualTo(directory.resolve("Config.json"));
    assertThat(read.eventRetryWait()).isEqualTo(Duration.ofSeconds(1));
    assertThat(read.asksForCertificates()).isTrue();
    assertThat(read.bindAddress()).isEqualTo("127.0.0.1");
    assertThat(read.peering()).isEqualTo(new Peering("rack-1", null, false, null));
  }

  @Test
  void refusesAFieldThatItDoesNotKnowByName() throws IOException {
    Path file = file("{\"publicHots\": \"x\"}");

    assertThatThrownBy(() -> ConfigFile.read(file, NodeConfig.defaults(directory)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("publicHots");
  }

  @Test
  void refusesADurationThatIsNone() throws IOException {
    Path file = file("{\"eventRetryWait\": \"soon\"}");

    assertThatThrownBy(() -> ConfigFile.read(file, NodeConfig.defaults(directory)))
        .hasMessageContaining("eventRetryWait")
        .hasMessageContaining("PT1S");
  }

  @Test
  void refusesATruthThatIsATextAndATextThatIsNone() throws IOException {
    for (String field : List.of("\"asksForCertificates\": \"yes\"", "\"publicHost\": true")) {
      Path file = file("{" + field + "}");
      assertThatThrownBy(() -> ConfigFile.read(file, NodeConfig.defaults(directory)))
          .hasMessageContaining("must be");
    }
  }

  @Test
  void saysWhereTheJsonIsBroken() throws IOException {
    Path file = file("{\n  \"publicHost\": }");

    assertThatThrownBy(() -> ConfigFile.read(file, NodeConfig.defaults(directory)))
        .hasMessageContaining("line 2");
  }

  private Path file(String content) throws IOException {
    return Files.writeString(directory.resolve("trunkline.json"), content);
  }
}
