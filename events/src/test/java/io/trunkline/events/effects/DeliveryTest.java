package io.trunkline.events.effects;

import static io.trunkline.events.testkit.Webhooks.body;
import static io.trunkline.events.testkit.Webhooks.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.events.testkit.EventsBench;
import io.trunkline.events.testkit.Messages.Sent;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.OutgoingCall;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** In which form a committed event reaches its subscriber ({@code reference/event-grid.md §5}). */
class DeliveryTest extends DeliveryScenario {
  @Test
  void anEventGridEventArrivesInAnArrayOfOneWithItsHeaders() {
    bench.topic("orders", "EventGridSchema");
    bench.subscribe("orders", "billing", "");
    bench.publish("orders", EVENT);

    OutgoingCall call = onlyDelivery();
    assertThat(call.method()).isEqualTo("POST");
    assertThat(call.uri()).hasToString("https://hook.test/in?code=secret");
    assertThat(call.timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(header(call, "content-type")).isEqualTo("application/json; charset=utf-8");
    assertThat(header(call, "aeg-subscription-name")).isEqualTo("BILLING");
    assertThat(header(call, "aeg-delivery-count")).isEqualTo("0");
    assertThat(header(call, "aeg-data-version")).isEqualTo("2.0");
    assertThat(header(call, "aeg-metadata-version")).isEqualTo("1");
    assertThat(header(call, "aeg-output-event-id")).isNotEmpty();
    JsonNode body = body(call);
    assertThat(body).hasSize(1);
    assertThat(body.path(0).path("topic").asText()).isEqualTo(EventsBench.TOPICS + "orders");
    assertThat(body.path(0).path("data").path("no").asInt()).isEqualTo(7);
  }

  @Test
  void aCloudEventArrivesAlone() {
    bench.topic("orders", "CloudEventSchemaV1_0");
    bench.subscribe("orders", "billing", "");
    bench.publish("orders", CLOUD_EVENT);

    OutgoingCall call = onlyDelivery();
    assertThat(header(call, "content-type"))
        .isEqualTo("application/cloudevents+json; charset=utf-8");
    assertThat(header(call, "aeg-metadata-version")).isEqualTo("1.0");
    assertThat(call.headers().first("aeg-data-version")).isEmpty();
    assertThat(body(call)).isEqualTo(Json.parse(CLOUD_EVENT));
  }

  @Test
  void aBatchingSubscriberOfCloudEventsGetsAnArray() {
    bench.topic("orders", "CloudEventSchemaV1_0");
    bench.put(
        EventsBench.TOPICS + "orders/eventSubscriptions/billing",
        """
        {"properties":{"destination":{"endpointType":"WebHook","properties":{
          "endpointUrl":"https://hook.test/in","maxEventsPerBatch":10}}}}
        """);
    bench.publish("orders", CLOUD_EVENT);
    assertThat(header(onlyDelivery(), "content-type"))
        .isEqualTo("application/cloudevents-batch+json; charset=utf-8");
    assertThat(body(onlyDelivery()).isArray()).isTrue();
  }

  @Test
  void attributesTravelAsHeadersThatNoPublisherCanBreakOutOf() {
    bench.topic("orders", "EventGridSchema");
    bench.put(
        EventsBench.TOPICS + "orders/eventSubscriptions/billing",
        """
        {"properties":{"destination":{"endpointType":"WebHook","properties":{
          "endpointUrl":"https://hook.test/in","deliveryAttributeMappings":[
            {"name":"X-Fixed","type":"Static","properties":{"value":"v","isSecret":true}},
            {"name":"X-Number","type":"Dynamic","properties":{"sourceField":"data.no"}},
            {"name":"X-Name","type":"Dynamic","properties":{"sourceField":"data.who"}},
            {"name":"X-None","type":"Dynamic","properties":{"sourceField":"data.none"}}]}}}}
        """);
    bench.publish("orders", EVENT.replace("2.0", "2\\r\\nX-Evil: 1"));
    OutgoingCall call = onlyDelivery();
    assertThat(header(call, "x-fixed")).isEqualTo("v");
    assertThat(header(call, "x-number")).isEqualTo("7");
    assertThat(header(call, "x-name")).isEqualTo("Zo?");
    assertThat(call.headers().first("x-none")).isEmpty();
    assertThat(header(call, "aeg-data-version")).isEqualTo("2??X-Evil: 1");
  }

  @Test
  void oneTraceLeadsFromThePublisherToTheSubscriber() {
    bench.topic("orders", "EventGridSchema");
    bench.subscribe("orders", "billing", "");
    bench.publish("orders", EVENT);
    assertThat(onlyDelivery().trace()).isNotNull();
    assertThat(bench.spans).anyMatch(span -> span.name().equals("deliver"));
    assertThat(bench.spans.getLast().context().traceId())
        .isEqualTo(onlyDelivery().trace().traceId());
  }

  @Test
  void filtersDecideWhoGetsAnEvent() {
    bench.topic("orders", "EventGridSchema");
    bench.subscribe(
        "orders",
        "wanted",
        """
        "filter":{"advancedFilters":[{"operatorType":"NumberIn","key":"data.no","values":[7]}]}
        """);
    bench.subscribe("orders", "other", "\"filter\":{\"includedEventTypes\":[\"x\"]}");
    bench.publish("orders", EVENT);
    assertThat(header(onlyDelivery(), "aeg-subscription-name")).isEqualTo("WANTED");
  }

  @Test
  void queuesGetAMessageWithAStableId() {
    bench.topic("orders", "EventGridSchema");
    String queue = EventsBench.GROUP + "/providers/Microsoft.ServiceBus/namespaces/ns/queues/q";
    bench.put(
        EventsBench.TOPICS + "orders/eventSubscriptions/billing",
        """
        {"properties":{"destination":{"endpointType":"ServiceBusQueue","properties":{
          "resourceId":"%s","deliveryAttributeMappings":[
            {"name":"SessionId","type":"Dynamic","properties":{"sourceField":"data.no"}}]}}}}
        """
            .formatted(queue));
    bench.messages.fail(new IllegalStateException("full"));
    bench.publish("orders", EVENT);
    bench.messages.fail(null);
    pass(Duration.ofSeconds(10));
    pass(Duration.ofDays(1));

    assertThat(bench.messages.sent()).hasSize(2);
    Sent last = bench.messages.sent().getLast();
    assertThat(last.messageId()).isEqualTo(bench.messages.sent().getFirst().messageId());
    assertThat(last.entity()).isEqualTo(queue);
    assertThat(last.properties())
        .containsEntry("SessionId", "7")
        .containsEntry("aeg-delivery-count", "1")
        .containsEntry("aeg-output-event-id", last.messageId());
    assertThat(bench.webhooks.handshakes()).isEmpty();
  }
}
