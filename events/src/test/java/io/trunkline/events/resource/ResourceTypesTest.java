package io.trunkline.events.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.events.EventsConfig;
import io.trunkline.events.testkit.EventsBench;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.Fields;
import io.trunkline.net.http.HttpReply;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The types of {@code Microsoft.EventGrid} in the tree ({@code reference/event-grid.md §2, §3}).
 */
class ResourceTypesTest {
  private static final String BILLING = EventsBench.TOPICS + "orders/eventSubscriptions/billing";
  private static final String TOPIC_BODY =
      """
      {"location":"westeurope","properties":{%s}}
      """;

  private final EventsBench bench =
      new EventsBench(EventsConfig.defaults().withWaits(Duration.ofMillis(1)));

  @Test
  void aTopicShowsItsEndpointAndHidesItsKeys() {
    bench.topic("orders", "EventGridSchema");
    JsonNode view = bench.view(EventsBench.TOPICS + "orders");
    assertThat(view.at("/properties/endpoint").asText())
        .isEqualTo("https://localhost:8443/eventgrid/orders/api/events");
    assertThat(view.at("/properties/inputSchema").asText()).isEqualTo("EventGridSchema");
    assertThat(view.at("/properties/provisioningState").asText()).isEqualTo("Succeeded");
    assertThat(view.toString()).doesNotContain("key");
  }

  @Test
  void aKeyIsReplacedAndTheOtherStays() {
    bench.topic("orders", "EventGridSchema");
    JsonNode before = action(EventsBench.TOPICS + "orders", "listKeys", "{}");
    JsonNode after =
        action(EventsBench.TOPICS + "orders", "regenerateKey", "{\"keyName\":\"key1\"}");
    assertThat(after.path("key1")).isNotEqualTo(before.path("key1"));
    assertThat(after.path("key2")).isEqualTo(before.path("key2"));
    assertThat(publish(before.path("key1").asText()).status()).isEqualTo(401);
    assertThat(publish(before.path("key2").asText()).status()).isEqualTo(200);
    assertThat(publish(after.path("key1").asText()).status()).isEqualTo(200);
    assertThatThrownBy(
            () -> action(EventsBench.TOPICS + "orders", "regenerateKey", "{\"keyName\":\"key3\"}"))
        .hasMessageContaining("key1 or key2");
  }

  @Test
  void keysSurviveChangesOfTheTopicAndRestarts() {
    bench.topic("orders", "EventGridSchema");
    String key = bench.key("orders");
    bench.put(EventsBench.TOPICS + "orders", TOPIC_BODY.formatted(""));
    bench.crash();
    assertThat(publish(key).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          no             |                                    | must have 3 to 50
          Microsoft-x    |                                    | must have 3 to 50
          a_b            |                                    | must have 3 to 50
          orders         | "inputSchema":"Avro"               | 'Avro' is not known
          orders         | "inputSchema":"CustomEventSchema"  | inputSchemaMapping
          orders         | "publicNetworkAccess":"Disabled"   | publicNetworkAccess
          orders         | "inboundIpRules":[{"ipMask":"::"}] | inboundIpRules
          """)
  void topicsThatCannotBeAreRefused(String name, String properties, String why) {
    assertThatThrownBy(
            () ->
                bench.put(
                    EventsBench.TOPICS + name,
                    TOPIC_BODY.formatted(properties == null ? "" : properties)))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining(why);
  }

  @Test
  void theInputSchemaIsForGood() {
    bench.topic("orders", "EventGridSchema");
    assertThatThrownBy(() -> bench.topic("orders", "CloudEventSchemaV1_0"))
        .hasMessageContaining("inputSchema cannot be changed");
  }

  @Test
  void aNameIsTakenOnTheWholeNode() {
    bench.topic("orders", "EventGridSchema");
    String other = EventsBench.GROUP.replace("/rg", "/other");
    bench.put(other, "{\"location\":\"westeurope\"}");
    assertThatThrownBy(
            () ->
                bench.put(
                    other + "/providers/Microsoft.EventGrid/topics/Orders",
                    TOPIC_BODY.formatted("")))
        .isInstanceOfSatisfying(
            ResourceException.class, e -> assertThat(e.code()).isEqualTo("NameConflict"));
  }

  @Test
  void aSubscriptionHidesSecretsAndShowsWhatHolds() {
    bench.topic("orders", "EventGridSchema");
    bench.put(
        BILLING,
        """
        {"properties":{"destination":{"endpointType":"WebHook","properties":{
          "endpointUrl":"https://hook.test/in?code=secret","deliveryAttributeMappings":[
            {"name":"X-Key","type":"Static","properties":{"value":"hush","isSecret":true}},
            {"name":"X-Open","type":"Static","properties":{"value":"open"}}]}}}}
        """);
    JsonNode view = bench.view(BILLING);
    assertThat(view.toString()).doesNotContain("secret\"").doesNotContain("hush");
    JsonNode endpoint = view.at("/properties/destination/properties");
    assertThat(endpoint.path("endpointBaseUrl").asText()).isEqualTo("https://hook.test/in");
    assertThat(endpoint.at("/deliveryAttributeMappings/0/properties/value").asText())
        .isEqualTo("Hidden");
    assertThat(endpoint.at("/deliveryAttributeMappings/1/properties/value").asText())
        .isEqualTo("open");
    assertThat(view.at("/properties/topic").asText()).isEqualTo(EventsBench.TOPICS + "orders");
    assertThat(view.at("/properties/eventDeliverySchema").asText()).isEqualTo("EventGridSchema");
    assertThat(view.at("/properties/retryPolicy/maxDeliveryAttempts").asInt()).isEqualTo(30);
    assertThat(view.at("/properties/retryPolicy/eventTimeToLiveInMinutes").asInt())
        .isEqualTo(1_440);

    assertThat(action(BILLING, "getFullUrl", "{}").path("endpointUrl").asText())
        .isEqualTo("https://hook.test/in?code=secret");
    assertThat(
            action(BILLING, "getDeliveryAttributes", "{}").at("/value/0/properties/value").asText())
        .isEqualTo("hush");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          EventGridSchema      | EventGridSchema
          CloudEventSchemaV1_0 | CloudEventSchemaV1_0
          """)
  void eventsAreDeliveredAsTheyComeUnlessAskedOtherwise(String input, String delivery) {
    bench.topic("orders", input);
    bench.subscribe("orders", "billing", "");
    assertThat(bench.view(BILLING).at("/properties/eventDeliverySchema").asText())
        .isEqualTo(delivery);
  }

  @ParameterizedTest
  @CsvSource({
    "EventGridSchema, CustomInputSchema",
    "CloudEventSchemaV1_0, EventGridSchema",
    "CloudEventSchemaV1_0, CustomInputSchema"
  })
  void conversionsThatWouldLoseSomethingAreRefused(String input, String delivery) {
    bench.topic("orders", input);
    assertRefused("\"eventDeliverySchema\":\"" + delivery + "\"", "cannot be " + delivery);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"endpointType":"EventHub","properties":{"resourceId":"/x"}}             | 'EventHub' is not supported
          {"endpointType":"StorageQueue","properties":{}}                          | 'StorageQueue' is not supported
          {"properties":{}}                                                        | 'destination' is required
          {"endpointType":"WebHook","properties":{"endpointUrl":"ftp://x"}}        | endpointUrl' must be an absolute
          {"endpointType":"WebHook","properties":{"endpointUrl":"https://a b"}}    | endpointUrl' is no URL
          {"endpointType":"ServiceBusQueue","properties":{"resourceId":"/queues"}} | resourceId'
          {"endpointType":"WebHook","properties":{"endpointUrl":"https://x","azureActiveDirectoryTenantId":"t"}} | azureActiveDirectoryTenantId' is not supported
          {"endpointType":"WebHook","properties":{"endpointUrl":"https://x","maxEventsPerBatch":5001}} | maxEventsPerBatch' must be a whole number
          {"endpointType":"WebHook","properties":{"endpointUrl":"https://x","deliveryAttributeMappings":[{"name":"aeg-x","type":"Static","properties":{"value":"1"}}]}} | 'aeg-x'
          """)
  void destinationsThatCannotBeAreRefused(String destination, String why) {
    bench.topic("orders", "EventGridSchema");
    assertThatThrownBy(
            () -> bench.put(BILLING, "{\"properties\":{\"destination\":" + destination + "}}"))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "retryPolicy":{"maxDeliveryAttempts":31}            | maxDeliveryAttempts' must be a whole number from 1 to 30
          "retryPolicy":{"maxDeliveryAttempts":"ten"}         | maxDeliveryAttempts' must be a whole number
          "retryPolicy":{"eventTimeToLiveInMinutes":0}        | eventTimeToLiveInMinutes'
          "expirationTimeUtc":"2030-01-02T03:04:05Z"          | must lie in the future
          "expirationTimeUtc":"tomorrow"                      | is no time
          "eventDeliverySchema":"Avro"                        | 'Avro' is not known
          "deadLetterDestination":{"endpointType":"Queue"}    | must be StorageBlob
          "deadLetterDestination":{"endpointType":"StorageBlob","properties":{"resourceId":"/x/y","blobContainerName":"c"}} | deadLetterDestination
          "filter":{"includedEventTypes":"order"}             | includedEventTypes' must be an array
          "filter":{"advancedFilters":[{"operatorType":"NumberIs","key":"data.a","value":1}]} | 'NumberIs' is not known
          "filter":{"advancedFilters":[{"operatorType":"NumberIn","key":"data.a","values":["x"]}]} | NumberIn cannot take
          "filter":{"advancedFilters":[{"operatorType":"NumberIn","key":"data.a","values":[]}]} | must not be empty
          "filter":{"advancedFilters":[{"operatorType":"NumberInRange","key":"data.a","values":[[1]]}]} | pairs
          "filter":{"advancedFilters":[{"operatorType":"StringIn","values":["x"]}]} | key' is required
          "filter":{"advancedFilters":[{"operatorType":"BoolEquals","key":"data.a","value":"x"}]} | must be true or false
          """)
  void propertiesThatCannotBeAreRefused(String properties, String why) {
    bench.topic("orders", "EventGridSchema");
    assertRefused(properties, why);
  }

  @Test
  void filtersAreLimited() {
    bench.topic("orders", "EventGridSchema");
    assertThat(bench.subscribe("orders", "full", filterOf(25, "x")).state())
        .isEqualTo(Resource.ProvisioningState.SUCCEEDED);
    assertRefused(filterOf(26, "x"), "25 filters and 25 values");
    assertRefused(filterOf(1, "x".repeat(513)), "cannot take");
  }

  @Test
  void olderSpellingsOfFiltersAreRead() {
    bench.topic("orders", "EventGridSchema");
    bench.subscribe(
        "orders",
        "billing",
        """
        "filter":{"advancedFilters":[{"Operator":"StringIn","Key":"Subject","Values":["S"]}]}
        """);
    publish(bench.key("orders"));
    bench.settle();
    assertThat(bench.webhooks.deliveries()).hasSize(1);
  }

  @Test
  void onlyResourcesThatRaiseEventsCanBeSubscribedTo() {
    assertThatThrownBy(
            () ->
                bench.put(
                    EventsBench.GROUP + "/providers/Microsoft.EventGrid/eventSubscriptions/all",
                    """
                    {"properties":{"destination":{"endpointType":"WebHook",
                      "properties":{"endpointUrl":"https://hook.test"}}}}
                    """))
        .hasMessageContaining("raises no events");
  }

  @Test
  void theExtensionFormReachesATopicToo() {
    bench.topic("orders", "EventGridSchema");
    String id =
        EventsBench.TOPICS + "orders/providers/Microsoft.EventGrid/eventSubscriptions/billing";
    bench.put(
        id,
        """
        {"properties":{"destination":{"endpointType":"WebHook",
          "properties":{"endpointUrl":"https://hook.test"}}}}
        """);
    publish(bench.key("orders"));
    bench.settle();
    assertThat(bench.webhooks.deliveries()).hasSize(1);
    assertThat(bench.view(id).path("type").asText())
        .isEqualTo("Microsoft.EventGrid/eventSubscriptions");
  }

  @Test
  void aWebhookThatRefusesMakesTheSubscriptionFailEvenAfterARestart() {
    bench.topic("orders", "EventGridSchema");
    bench.webhooks.answerHandshakes(call -> HttpReply.status(404));
    assertRefused("", "Webhook validation handshake failed for https://hook.test/in.");
    int asked = bench.webhooks.handshakes().size();
    bench.crash();
    assertThat(bench.webhooks.handshakes()).as("a start asks nobody").hasSize(asked);
    assertThat(bench.view(BILLING).at("/properties/provisioningState").asText())
        .isEqualTo("Failed");
    publish(bench.key("orders"));
    bench.settle();
    assertThat(bench.webhooks.deliveries()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Microsoft.KeyVault.vaults         | store | is not supported
          Microsoft.ServiceBus.Namespaces   | store | not a Microsoft.ServiceBus/Namespaces
          microsoft.storage.storageaccounts | store |
          Microsoft.Storage.StorageAccounts | x y   | is not a resource id
          """)
  void systemTopicsNameASourceOfTheirType(String topicType, String source, String why) {
    String id = EventsBench.GROUP + "/providers/Microsoft.EventGrid/systemTopics/blobs";
    String body =
        """
        {"location":"global","properties":{"topicType":"%s","source":"%s"}}
        """
            .formatted(topicType, source.equals("store") ? EventsBench.ACCOUNT : source);
    if (why == null) {
      bench.put(id, body);
      assertThat(bench.view(id).at("/properties/source").asText()).isEqualTo(EventsBench.ACCOUNT);
    } else {
      assertThatThrownBy(() -> bench.put(id, body)).hasMessageContaining(why);
    }
  }

  private void assertRefused(String properties, String why) {
    assertThatThrownBy(() -> bench.subscribe("orders", "billing", properties))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining(why);
  }

  private static String filterOf(int values, String value) {
    String all =
        IntStream.range(0, values)
            .mapToObj(i -> "\"" + value + "\"")
            .collect(Collectors.joining(","));
    return "\"filter\":{\"advancedFilters\":[{\"operatorType\":\"StringIn\",\"key\":\"subject\",\"values\":["
        + all
        + "]}]}";
  }

  private HttpReply publish(String key) {
    return bench.call(
        "POST",
        "/eventgrid/orders/api/events",
        """
        [{"id":"1","subject":"s","eventType":"t","eventTime":"2030-01-02T00:00:00Z","data":1}]
        """,
        Fields.of("aeg-sas-key", key));
  }

  private JsonNode action(String id, String name, String body) {
    return bench.manager().tree().action(ResourceId.parse(id), name, Json.parse(body));
  }
}
