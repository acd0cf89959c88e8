package io.trunkline.events.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.events.EventsConfig;
import io.trunkline.events.testkit.EventsBench;
import io.trunkline.events.testkit.Webhooks;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.CallPlane;
import io.trunkline.net.http.Fields;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.RequestHead;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The publishing endpoint ({@code reference/event-grid.md §1}). */
class PublishPlaneTest {
  private static final String PATH = "/eventgrid/orders/api/events";
  private static final String EVENT =
      """
      [{"id":"e-1","subject":"s","eventType":"t","eventTime":"2030-01-02T00:00:00Z","data":1}]
      """;

  private final EventsBench bench = new EventsBench(EventsConfig.defaults());

  @BeforeEach
  void topic() {
    bench.topic("orders", "EventGridSchema");
    bench.topic("clouds", "CloudEventSchemaV1_0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        PATH,
        "/EventGrid/Orders/API/Events?api-version=2018-01-01",
        "/eventgrid/orders",
        "/eventgrid/orders/"
      })
  void successIsExactly200WithoutABody(String target) {
    HttpReply reply = bench.call("POST", target, EVENT, key());
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/events", "/"})
  void aHostNameNamesTheTopic(String path) {
    RequestHead head =
        new RequestHead("POST", "orders.westeurope-1.eventgrid.azure.net", 443, path, "", true);
    assertThat(bench.call(head, EVENT, key()).status()).isEqualTo(200);
  }

  @Test
  void theKeyMayStandInTheQuery() {
    String key = bench.key("orders").replace("+", "%2B");
    assertThat(post(PATH + "?aeg-sas-key=" + key, EVENT, Fields.none()).status()).isEqualTo(200);
  }

  @Test
  void tokensOfSendersAreAccepted() {
    HttpReply reply = post(PATH, EVENT, bearer(EventsBench.TOKEN));
    assertThat(reply.status()).isEqualTo(200);
    assertError(post(PATH, EVENT, bearer("stranger")), 403, "Forbidden", "stranger");
    assertError(post(PATH, EVENT, bearer("forged")), 401, "Unauthorized", "LOCALHOST");
  }

  @Test
  void whatIsNoKeyIsRefused() {
    assertError(post(PATH, EVENT, Fields.none()), 401, "Unauthorized", "no key, signature");
    assertError(post(PATH, EVENT, Fields.of("aeg-sas-key", "")), 401, "Unauthorized", "not one of");
    assertError(
        post(PATH, EVENT, Fields.of("aeg-sas-key", bench.key("clouds"))),
        401,
        "Unauthorized",
        "The request authorization key is not authorized for LOCALHOST.");
    assertError(
        post(PATH, EVENT, Fields.of("aeg-sas-token", "r=1&e=2")), 401, "Unauthorized", "no part s");
  }

  @Test
  void aTopicMayDisableItsKeys() {
    Fields key = key();
    bench.put(
        EventsBench.TOPICS + "orders",
        """
        {"location":"westeurope","properties":{"disableLocalAuth":true}}
        """);
    assertError(post(PATH, EVENT, key), 401, "Unauthorized", "Keys are disabled");
    assertThat(post(PATH, EVENT, bearer(EventsBench.TOKEN)).status()).isEqualTo(200);
  }

  @Test
  void faultsOfTheBodyAreNamed() {
    HttpReply reply = post(PATH, EVENT.replace("subject", "sub"), key());
    assertError(reply, 400, "BadRequest", "Event 0: property 'subject' is required.");
    assertThat(Json.parse(reply.body()).at("/error/details/0/code").asText())
        .isEqualTo("InputJsonInvalid");
  }

  @Test
  void sizesAreLimited() {
    String large = EVENT.replace("\"data\":1", "\"data\":\"" + "x".repeat(1_049_600) + "\"");
    assertError(post(PATH, large, key()), 413, "RequestEntityTooLarge", "Event 0");
    assertThat(((CallPlane) bench.router().plane()).maxBodyBytes()).isEqualTo(1_536_000);
  }

  @Test
  void aRequestMayHoldFiveThousandEvents() {
    assertThat(post(PATH, events(5_000), key()).status()).isEqualTo(200);
    assertError(post(PATH, events(5_001), key()), 400, "BadRequest", "at most 5000");
  }

  /** Returns a body of many events, together larger than what is committed at once. */
  private static String events(int count) {
    String event = EVENT.strip().replace("\"data\":1", "\"data\":\"" + "x".repeat(150) + "\"");
    String inner = event.substring(1, event.length() - 1);
    return "[" + String.join(",", Collections.nCopies(count, inner)) + "]";
  }

  @Test
  void otherAddressesAndMethodsAreNone() {
    for (String target :
        new String[] {"/eventgrid", "/eventgrid/none/api/events", "/eventgrid/orders/api"}) {
      assertError(post(target, EVENT, key()), 404, "NotFound", "no topic");
    }
    assertError(bench.call("GET", PATH, "", key()), 405, "MethodNotAllowed", "POST");
    assertError(
        bench.call("GET", "/eventgrid/validate?id=x", "", Fields.none()), 404, "NotFound", "No");
  }

  @Test
  void publishingEndpointsConsentToEverybody() {
    HttpReply reply =
        bench.call("OPTIONS", PATH, "", Fields.of("WebHook-Request-Origin", "shop.test"));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.headers())
        .contains(
            Map.entry("WebHook-Allowed-Origin", "shop.test"),
            Map.entry("WebHook-Allowed-Rate", "*"));
  }

  @Test
  void aCloudEventMayComeInHeaders() {
    bench.subscribe("clouds", "billing", "");
    Fields.Builder headers = binary("application/json");
    assertThat(publish(headers, "{\"n\":1}").path("data").path("n").asInt()).isEqualTo(1);
    JsonNode event = Webhooks.body(bench.webhooks.lastDelivery());
    assertThat(event.path("subject").asText()).isEqualTo("Zoë \"x\"");
    assertThat(event.path("priority").asText()).isEqualTo("3");
    assertThat(event.path("datacontenttype").asText()).isEqualTo("application/json");
    assertThat(publish(binary("image/png"), "abc").path("data_base64").asText()).isEqualTo("YWJj");
  }

  @Test
  void brokenHeadersOfACloudEventAreNamed() {
    String path = "/eventgrid/clouds/api/events";
    Fields.Builder broken = binary("application/json").add("ce-note", "%zz");
    assertError(post(path, "1", broken.build()), 400, "BadRequest", "'ce-note'");
    Fields.Builder typed = binary("application/json").add("ce-datacontenttype", "x/y");
    assertError(post(path, "1", typed.build()), 400, "BadRequest", "'ce-datacontenttype'");
    assertError(post(path, "{", binary("text/json").build()), 400, "BadRequest", "not valid JSON");
  }

  private JsonNode publish(Fields.Builder headers, String data) {
    HttpReply reply = post("/eventgrid/clouds/api/events", data, headers.build());
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    bench.settle();
    return Webhooks.body(bench.webhooks.lastDelivery());
  }

  private Fields.Builder binary(String contentType) {
    return Fields.builder()
        .add("aeg-sas-key", bench.key("clouds"))
        .add("content-type", contentType)
        .add("ce-specversion", "1.0")
        .add("ce-id", "1")
        .add("ce-source", "/shop")
        .add("ce-type", "t")
        .add("ce-priority", "3")
        .add("ce-subject", "\"Zo%C3%AB \\\"x\\\"\"");
  }

  private HttpReply post(String target, String body, Fields headers) {
    return bench.call("POST", target, body, headers);
  }

  private Fields key() {
    return Fields.of("aeg-sas-key", bench.key("orders"));
  }

  private static Fields bearer(String token) {
    return Fields.of("authorization", "Bearer " + token);
  }

  private static void assertError(HttpReply reply, int status, String code, String message) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    JsonNode error = Json.parse(reply.body()).path("error");
    assertThat(error.path("code").asText()).isEqualTo(code);
    assertThat(error.path("message").asText()).contains(message);
  }
}
