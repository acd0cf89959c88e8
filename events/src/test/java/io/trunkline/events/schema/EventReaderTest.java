package io.trunkline.events.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.events.schema.EventReader.Arrival;
import io.trunkline.net.codec.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Reading and writing in the three schemas ({@code reference/event-grid.md §1.4 to §1.6, §3.2}).
 */
class EventReaderTest {
  private static final String TOPIC = "/subscriptions/s/resourceGroups/rg/topics/orders";
  private static final String TRACE = "00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01";
  private static final Arrival ARRIVAL =
      new Arrival(Instant.parse("2030-01-02T03:04:05Z"), () -> "made-up", TRACE);
  private static final String EVENT =
      """
      {"id":"1","subject":"s","eventType":"t","eventTime":"2026-11-22T10:09:21.471855031Z",
       "data":{"a":1},"dataVersion":"1.0"}
      """;
  private static final String CLOUD_EVENT =
      """
      {"specversion":"1.0","id":"1","source":"/shop","type":"t","data":{"a":1},"priority":3}
      """;

  @Test
  void eventGridEventsAreStampedWithWhatIsMissing() {
    Event event =
        one(EventSchema.EVENT_GRID, "[" + EVENT.replace(",\"dataVersion\":\"1.0\"", "") + "]");
    JsonNode written = EventWriter.write(event, EventSchema.EVENT_GRID);
    assertThat(written.path("topic").asText()).isEqualTo(TOPIC);
    assertThat(written.path("metadataVersion").asText()).isEqualTo("1");
    assertThat(written.path("dataVersion").isTextual()).isTrue();
    assertThat(written.path("eventTime").asText()).isEqualTo("2026-11-22T10:09:21.471855031Z");
    assertThat(event.traceparent()).isEqualTo(TRACE);
  }

  @Test
  void anEventGridEventBecomesACloudEvent() {
    JsonNode written =
        EventWriter.write(one(EventSchema.EVENT_GRID, "[" + EVENT + "]"), EventSchema.CLOUD_EVENTS);
    assertThat(written)
        .isEqualTo(
            Json.parse(
                """
                {"id":"1","source":"%s","type":"t","subject":"s",
                 "time":"2026-11-22T10:09:21.471855031Z","specversion":"1.0",
                 "datacontenttype":"application/json","data":{"a":1},"traceparent":"%s"}
                """
                    .formatted(TOPIC, TRACE)));
  }

  @Test
  void aCloudEventIsHandedOnWithAllOfItsAttributes() {
    Event event = one(EventSchema.CLOUD_EVENTS, CLOUD_EVENT);
    assertThat(EventWriter.write(event, EventSchema.CLOUD_EVENTS))
        .isEqualTo(Json.parse(CLOUD_EVENT));
    assertThat(event.time()).isEqualTo("2030-01-02T03:04:05Z");
    assertThat(event.topic()).isEqualTo(TOPIC);
  }

  @Test
  void cloudEventsComeAloneOrInAnArray() {
    assertThat(read(EventSchema.CLOUD_EVENTS, "[" + CLOUD_EVENT + "," + CLOUD_EVENT + "]"))
        .hasSize(2);
    assertThat(read(EventSchema.CLOUD_EVENTS, "[]")).isEmpty();
  }

  @Test
  void aCloudEventsOwnTraceWins() {
    String own = "00-" + "c".repeat(32) + "-" + "d".repeat(16) + "-01";
    String event = CLOUD_EVENT.replace("\"priority\":3", "\"traceparent\":\"" + own + "\"");
    assertThat(one(EventSchema.CLOUD_EVENTS, event).traceparent()).isEqualTo(own);
  }

  @Test
  void customEventsAreMapped() {
    Event event =
        one(
            EventSchema.CUSTOM,
            "[{\"kind\":\"made\",\"order\":{\"no\":7},\"at\":\"2026-01-01T00:00:00Z\"}]");
    assertThat(event.type()).isEqualTo("made");
    assertThat(event.id()).isEqualTo("7");
    assertThat(event.subject()).isEqualTo("none");
    assertThat(event.time()).isEqualTo("2026-01-01T00:00:00Z");
    JsonNode written = EventWriter.write(event, EventSchema.EVENT_GRID);
    assertThat(written.path("data").path("order").path("no").asInt()).isEqualTo(7);
    assertThat(written.path("metadataVersion").asText()).isEqualTo("1");
    assertThat(EventWriter.write(event, EventSchema.CUSTOM).path("kind").asText())
        .isEqualTo("made");
    assertThat(EventWriter.write(event, EventSchema.CLOUD_EVENTS).path("source").asText())
        .isEqualTo(TOPIC);
  }

  @Test
  void aCustomEventWithoutMappedFieldsGetsAnIdAndTheTimeOfItsArrival() {
    Event event = one(EventSchema.CUSTOM, "[{\"x\":1}]");
    assertThat(event.id()).isEqualTo("made-up");
    assertThat(event.time()).isEqualTo("2030-01-02T03:04:05Z");
    assertThat(event.dataVersion()).isEqualTo("1");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          EVENT_GRID   | "id":"1",              |                             | 'id' is required
          EVENT_GRID   | "id":"1"               | "id":1                      | 'id' must be a string
          EVENT_GRID   | "subject":"s",         |                             | 'subject' is required
          EVENT_GRID   | "eventType":"t",       |                             | 'eventType' is required
          EVENT_GRID   | Z"                     | "                           | 'eventTime' must be an RFC 3339 time
          EVENT_GRID   | "dataVersion":"1.0"    | "metadataVersion":"2"       | 'metadataVersion' must be "1"
          EVENT_GRID   | "dataVersion":"1.0"    | "topic":"/other"            | 'topic' must be absent or the id
          CLOUD_EVENTS | "specversion":"1.0",   |                             | 'specversion' is required
          CLOUD_EVENTS | "specversion":"1.0"    | "specversion":"0.3"         | 'specversion' must be "1.0"
          CLOUD_EVENTS | "id":"1"               | "id":""                     | 'id' must not be empty
          CLOUD_EVENTS | "source":"/shop",      |                             | 'source' is required
          CLOUD_EVENTS | "type":"t",            |                             | 'type' is required
          CLOUD_EVENTS | "priority":3           | "data_base64":"AA=="        | 'data_base64' must not stand beside data
          CLOUD_EVENTS | "priority":3           | "Prio":3                    | 'Prio' is no attribute name
          CLOUD_EVENTS | "priority":3           | "time":"yesterday"          | 'time' must be an RFC 3339 time
          """)
  void faultsNameTheEventAndTheField(
      EventSchema schema, String part, String instead, String fault) {
    String good = schema == EventSchema.EVENT_GRID ? EVENT : CLOUD_EVENT;
    assertThat(good).contains(part);
    String bad = good.replace(part, instead == null ? "" : instead);
    assertThatThrownBy(() -> read(schema, "[" + good + "," + bad + "]"))
        .isInstanceOf(InvalidEventException.class)
        .hasMessageStartingWith("Event 1: property " + fault);
  }

  @Test
  void aMappedTimeMustBeOne() {
    assertThatThrownBy(() -> read(EventSchema.CUSTOM, "[{\"at\":\"noon\"}]"))
        .isInstanceOf(InvalidEventException.class)
        .hasMessageStartingWith("Event 0: property 'at'");
  }

  @Test
  void theBodyMustBeAnArrayOfObjects() {
    assertThatThrownBy(() -> read(EventSchema.EVENT_GRID, EVENT))
        .isInstanceOf(InvalidEventException.class)
        .hasMessageContaining("'EventGridSchema'")
        .hasMessageContaining("JSON object");
    assertThatThrownBy(() -> read(EventSchema.EVENT_GRID, "[5]"))
        .hasMessage("Event 0 is not a JSON object.");
    assertThatThrownBy(() -> read(EventSchema.EVENT_GRID, "[{]"))
        .isInstanceOf(InvalidEventException.class)
        .hasMessageContaining("not valid JSON");
  }

  @Test
  void sizesAndCountsAreLimited() {
    EventReader reader =
        new EventReader(TOPIC, EventSchema.CLOUD_EVENTS, mapping(), CLOUD_EVENT.length(), 2);
    String three = "[" + String.join(",", List.of(CLOUD_EVENT, CLOUD_EVENT, CLOUD_EVENT)) + "]";
    assertThatThrownBy(() -> reader.read(bytes(three), ARRIVAL))
        .isInstanceOf(InvalidEventException.class)
        .hasMessageContaining("3 events; at most 2");
    String large = CLOUD_EVENT.replace("/shop", "/shop".repeat(9));
    assertThatThrownBy(() -> reader.read(bytes("[" + large + "]"), ARRIVAL))
        .isInstanceOf(EventTooLargeException.class)
        .hasMessageContaining("Event 0");
  }

  @Test
  void conversionsThatWouldLoseSomethingAreNone() {
    assertThat(EventSchema.EVENT_GRID.convertsTo(EventSchema.EVENT_GRID)).isTrue();
    assertThat(EventSchema.EVENT_GRID.convertsTo(EventSchema.CLOUD_EVENTS)).isTrue();
    assertThat(EventSchema.EVENT_GRID.convertsTo(EventSchema.CUSTOM)).isFalse();
    assertThat(EventSchema.CLOUD_EVENTS.convertsTo(EventSchema.EVENT_GRID)).isFalse();
    assertThat(EventSchema.CLOUD_EVENTS.convertsTo(EventSchema.CLOUD_EVENTS)).isTrue();
    assertThat(EventSchema.CLOUD_EVENTS.convertsTo(EventSchema.CUSTOM)).isFalse();
    for (EventSchema target : EventSchema.values()) {
      assertThat(EventSchema.CUSTOM.convertsTo(target)).isTrue();
    }
  }

  private static Event one(EventSchema schema, String body) {
    List<Event> events = read(schema, body);
    assertThat(events).hasSize(1);
    return events.getFirst();
  }

  private static List<Event> read(EventSchema schema, String body) {
    return new EventReader(TOPIC, schema, mapping(), 1 << 20, 100).read(bytes(body), ARRIVAL);
  }

  private static InputMapping mapping() {
    return new InputMapping(
        Map.of("eventType", "kind", "id", "order.no", "eventTime", "at", "subject", "who"),
        Map.of("subject", "none", "dataVersion", "1"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
