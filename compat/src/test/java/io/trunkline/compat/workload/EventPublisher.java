package io.trunkline.compat.workload;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.compat.history.Operation.Publish;
import io.trunkline.compat.history.Outcome;
import io.trunkline.net.Endpoints;
import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** Publishes events to a custom topic that has {@link WebService} for a subscriber. */
public final class EventPublisher extends Workload {
  /** The one event subscription of the topic. */
  public static final String SUBSCRIPTION = "notices";

  private static final String API_VERSION = "?api-version=2022-06-15";

  private final Surroundings surroundings;
  private final HttpCalls calls;
  private final String topic;
  private final String path;
  private final String key;
  private int at;
  private long published;

  private EventPublisher(
      Surroundings surroundings,
      HttpCalls calls,
      int first,
      String topic,
      String path,
      String key) {
    super("publisher", 250);
    this.surroundings = surroundings;
    this.calls = calls;
    this.at = first;
    this.topic = topic;
    this.path = path;
    this.key = key;
  }

  /**
   * Makes the topic and its subscription, and a publisher that has not begun.
   *
   * @param first index of the node to begin with
   * @param topic id of the topic
   * @param webhook address of the subscriber
   */
  public static EventPublisher deploy(
      Surroundings surroundings, HttpCalls calls, int first, String topic, String webhook)
      throws IOException, InterruptedException {
    Endpoints node = surroundings.nodes().getFirst();
    calls.manage(
        node,
        "PUT",
        topic + API_VERSION,
        "{\"location\":\"local\",\"properties\":{\"inputSchema\":\"EventGridSchema\"}}");
    calls.manage(
        node,
        "PUT",
        topic + "/providers/Microsoft.EventGrid/eventSubscriptions/" + SUBSCRIPTION + API_VERSION,
        """
        {"properties":{"destination":{"endpointType":"WebHook","properties":{"endpointUrl":"%s"}}}}
        """
            .formatted(webhook));
    JsonNode made = calls.manage(node, "GET", topic + API_VERSION, "");
    String key =
        calls.manage(node, "POST", topic + "/listKeys" + API_VERSION, "").path("key1").asText();
    URI endpoint = URI.create(made.at("/properties/endpoint").asText());
    String query = endpoint.getRawQuery() == null ? "" : "?" + endpoint.getRawQuery();
    return new EventPublisher(
        surroundings, calls, first, topic, endpoint.getRawPath() + query, key);
  }

  @Override
  void round() {
    String id = name() + "-" + ++published;
    String event =
        """
        [{"id": "%s", "subject": "%s", "eventType": "Placed", "dataVersion": "1.0",
          "eventTime": "%s", "data": {"topic": "%s"}}]
        """
            .formatted(id, id, surroundings.recorder().now(), topic);
    Outcome outcome =
        surroundings
            .recorder()
            .attempt(
                name(),
                new Publish(topic, id),
                () ->
                    calls.send(
                        surroundings.nodes().get(at % surroundings.nodes().size()),
                        "POST",
                        path,
                        event,
                        Map.of("aeg-sas-key", key)));
    if (outcome != Outcome.OK) {
      at++;
    }
  }

  @Override
  void end() {
    // nothing is open
  }
}
