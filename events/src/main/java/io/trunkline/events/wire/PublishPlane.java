package io.trunkline.events.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.events.EventRouter;
import io.trunkline.events.EventsConfig;
import io.trunkline.events.schema.Event;
import io.trunkline.events.schema.EventReader;
import io.trunkline.events.schema.EventReader.Arrival;
import io.trunkline.events.schema.EventSchema;
import io.trunkline.events.schema.EventTooLargeException;
import io.trunkline.events.schema.InvalidEventException;
import io.trunkline.events.service.EventPublisher;
import io.trunkline.events.service.Handshake;
import io.trunkline.events.service.PublishAccess;
import io.trunkline.events.service.Topic;
import io.trunkline.events.service.Topics;
import io.trunkline.identity.AccessDeniedException;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.ShardUnavailableException;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.CallPlane;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.RequestHead;
import io.trunkline.resources.ResourceManager;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * {@code POST …/api/events} of custom topics, by host name ({@code {topic}.{region}.eventgrid.…})
 * or by path ({@code /eventgrid/{topic}/api/events}), and the validation URL ({@code
 * reference/event-grid.md §1}).
 */
public final class PublishPlane extends CallPlane {
  private static final String BY_PATH = "/eventgrid";

  private final Topics topics;
  private final PublishAccess access;
  private final EventPublisher publisher;
  private final Handshake handshake;
  private final EventsConfig config;
  private final IdSource ids;
  private final InstantSource clock;

  public PublishPlane(
      Topics topics,
      PublishAccess access,
      EventPublisher publisher,
      Handshake handshake,
      EventsConfig config,
      IdSource ids,
      InstantSource clock) {
    this.topics = topics;
    this.access = access;
    this.publisher = publisher;
    this.handshake = handshake;
    this.config = config;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "events";
  }

  @Override
  public boolean claims(RequestHead head) {
    return head.under(BY_PATH) || head.host().contains(".eventgrid.");
  }

  /** A webhook is validated where subscriptions are put, events are published where they go on. */
  @Override
  public Optional<String> shard(RequestHead head) {
    return Optional.of(
        head.under(BY_PATH + "/validate")
            ? ResourceManager.SHARD.value()
            : EventRouter.SHARD.value());
  }

  @Override
  public int maxBodyBytes() {
    return config.maxRequestBytes();
  }

  @Override
  public HttpReply answer(HttpCall call) {
    if (call.head().under(BY_PATH + "/validate")) {
      return handshake.confirm(call.parameter("id").orElse(""))
          ? HttpReply.text(200, "text/plain; charset=utf-8", "Webhook successfully validated.")
          : error(404, "NotFound", "No webhook validation waits under this address.");
    }
    Optional<Topic> topic = topic(call);
    if (topic.isEmpty()) {
      return error(404, "NotFound", "There is no topic at this address.");
    }
    return switch (call.method()) {
      case "OPTIONS" -> allow(call);
      case "POST" -> publish(call, topic.get());
      default -> error(405, "MethodNotAllowed", "Events are published with POST.");
    };
  }

  private Optional<Topic> topic(HttpCall call) {
    boolean byPath = call.head().under(BY_PATH);
    List<String> path = call.segments();
    if (byPath && path.size() < 2) {
      return Optional.empty();
    }
    String rest = String.join("/", byPath ? path.subList(2, path.size()) : path);
    // Some clients are given, and keep, the address without its path.
    boolean publishing = rest.isEmpty() || rest.equalsIgnoreCase("api/events");
    return publishing
        ? topics.find(byPath ? path.get(1) : call.head().firstLabel())
        : Optional.empty();
  }

  private static HttpReply allow(HttpCall call) {
    return HttpReply.status(200)
        .withHeader("Allow", "POST, OPTIONS")
        .withHeader("WebHook-Allowed-Origin", call.header("webhook-request-origin").orElse("*"))
        .withHeader("WebHook-Allowed-Rate", "*");
  }

  private HttpReply publish(HttpCall call, Topic topic) {
    try {
      access.check(call, topic);
      List<Event> events = read(call, topic);
      publisher.publish(events).join();
      return HttpReply.status(200);
    } catch (InvalidCredentialException e) {
      return error(
          401,
          "Unauthorized",
          "The request authorization key is not authorized for "
              + call.head().host().toUpperCase(Locale.ROOT)
              + ". "
              + e.getMessage());
    } catch (AccessDeniedException e) {
      return error(403, "Forbidden", e.getMessage());
    } catch (InvalidEventException e) {
      return error(400, "BadRequest", "InputJsonInvalid", e.getMessage());
    } catch (EventTooLargeException e) {
      return error(413, "RequestEntityTooLarge", e.getMessage());
    } catch (CompletionException e) {
      if (e.getCause() instanceof ShardUnavailableException) {
        return error(503, "ServiceUnavailable", "The event router is busy; try again.")
            .withHeader("Retry-After", "1");
      }
      throw e;
    }
  }

  private List<Event> read(HttpCall call, Topic topic) {
    EventReader reader =
        new EventReader(
            topic.id(),
            topic.schema(),
            topic.mapping(),
            config.maxEventBytes(),
            config.maxEventsPerRequest());
    Arrival arrival =
        new Arrival(
            clock.instant(), () -> ids.uuid().toString(), call.trace().context().traceparent());
    boolean binary =
        topic.schema() == EventSchema.CLOUD_EVENTS && call.header("ce-specversion").isPresent();
    return binary
        ? List.of(reader.readOne(BinaryCloudEvent.read(call), 0, arrival))
        : reader.read(call.body(), arrival);
  }

  private static HttpReply error(int status, String code, String message) {
    return error(status, code, code, message);
  }

  private static HttpReply error(int status, String code, String detailCode, String message) {
    ObjectNode body = Json.object();
    ObjectNode error = body.putObject("error");
    error.put("code", code);
    error.put("message", message);
    error.putArray("details").addObject().put("code", detailCode).put("message", message);
    return HttpReply.json(status, body);
  }
}
