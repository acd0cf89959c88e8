package io.trunkline.broker.wire.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.resources.ResourceId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmulatorConfigTest {
  private static final ResourceId GROUP = ResourceId.resourceGroup("s", "g");

  private static List<EmulatorConfig.Put> read(String json) {
    return EmulatorConfig.read(json.getBytes(StandardCharsets.UTF_8), GROUP, "local");
  }

  @Test
  void readsNamespacesQueuesTopicsSubscriptionsAndRules() {
    List<EmulatorConfig.Put> puts =
        read(
            """
            {"UserConfig": {"Namespaces": [{
              "Name": "sbemulatorns",
              "Queues": [{"Name": "queue.1", "Properties": {
                "LockDuration": "PT30S", "ForwardTo": "", "RequiresSession": true}}],
              "Topics": [{"Name": "topic.1", "Properties": {"DefaultMessageTimeToLive": "PT30M"},
                "Subscriptions": [
                  {"Name": "all"},
                  {"Name": "some", "Rules": [
                    {"Name": "by-type", "Properties": {"FilterType": "Correlation",
                      "CorrelationFilter": {"ContentType": "json", "Properties": {"Key": "v"}}}},
                    {"Name": "by-sql", "Properties": {"FilterType": "Sql",
                      "SqlFilter": {"SqlExpression": "a = 1"},
                      "Action": {"SqlExpression": "SET b = 2"}}}]}]}]
            }], "Logging": {"Type": "File"}}}
            """);
    assertThat(puts.stream().map(put -> String.join("/", put.id().names())))
        .containsExactly(
            "sbemulatorns",
            "sbemulatorns/queue.1",
            "sbemulatorns/topic.1",
            "sbemulatorns/topic.1/all",
            "sbemulatorns/topic.1/some",
            "sbemulatorns/topic.1/some/by-type",
            "sbemulatorns/topic.1/some/by-sql");
    var queue = puts.get(1).body().path("properties");
    assertThat(queue.path("lockDuration").asText()).isEqualTo("PT30S");
    assertThat(queue.path("requiresSession").asBoolean()).isTrue();
    assertThat(queue.path("maxDeliveryCount").asInt()).isEqualTo(3);
    assertThat(queue.path("defaultMessageTimeToLive").asText()).isEqualTo("PT1H");
    assertThat(queue.has("forwardTo")).isFalse();
    var correlation = puts.get(5).body().path("properties");
    assertThat(correlation.path("filterType").asText()).isEqualTo("CorrelationFilter");
    assertThat(correlation.at("/correlationFilter/contentType").asText()).isEqualTo("json");
    assertThat(correlation.at("/correlationFilter/properties/Key").asText()).isEqualTo("v");
    var sql = puts.get(6).body().path("properties");
    assertThat(sql.at("/sqlFilter/sqlExpression").asText()).isEqualTo("a = 1");
    assertThat(sql.at("/action/sqlExpression").asText()).isEqualTo("SET b = 2");
    assertThat(EmulatorConfig.unwantedDefaultRules(puts))
        .singleElement()
        .satisfies(id -> assertThat(id.names()).endsWith("some", "$Default"));
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> read("{}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("UserConfig.Namespaces");
    assertThatThrownBy(
            () ->
                read(
                    """
                    {"UserConfig": {"Namespaces": [{"Name": "n", "Topics": [{"Name": "t",
                      "Subscriptions": [{"Name": "s", "Rules": [
                        {"Name": "r", "Properties": {"FilterType": "Magic"}}]}]}]}]}}
                    """))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Magic");
  }
}
