package io.trunkline.events.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.events.EventRouter;
import io.trunkline.events.EventsConfig;
import io.trunkline.identity.Caller;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.identity.InvalidCredentialException.Reason;
import io.trunkline.identity.Principal;
import io.trunkline.identity.TokenVerifier;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.memory.ManualClock;
import io.trunkline.kernel.memory.MemoryKernel;
import io.trunkline.net.Endpoints;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.CallPlane;
import io.trunkline.net.http.Fields;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.RequestHead;
import io.trunkline.net.tracing.SpanRecorder;
import io.trunkline.net.tracing.SpanSink.FinishedSpan;
import io.trunkline.resources.ControlPlaneSettings;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceManager;
import io.trunkline.testkit.NoPrincipals;
import io.trunkline.testkit.OpenAccess;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A resource manager and an event router on a kernel in memory. */
public final class EventsBench {
  public static final String TENANT = "11111111-1111-1111-1111-111111111111";
  public static final String SUBSCRIPTION = "22222222-2222-2222-2222-222222222222";
  public static final String GROUP = "/subscriptions/" + SUBSCRIPTION + "/resourceGroups/rg";
  public static final String TOPICS = GROUP + "/providers/Microsoft.EventGrid/topics/";
  public static final String ACCOUNT = GROUP + "/providers/Microsoft.Storage/storageAccounts/store";

  /** A token that is accepted, of somebody who may send; {@code stranger} may not. */
  public static final String TOKEN = "sender";

  private static final String WEBHOOK = "https://hook.test/in?code=secret";

  public final ManualClock clock = new ManualClock();
  public final Webhooks webhooks = new Webhooks();
  public final DeadLetters deadLetters = new DeadLetters();
  public final Messages messages = new Messages();
  public final List<FinishedSpan> spans = new CopyOnWriteArrayList<>();
  private final SpanRecorder tracing = new SpanRecorder(spans::add, clock, () -> new Random(7));
  private final EventsConfig config;
  private final Endpoints endpoints;
  private MemoryKernel kernel = new MemoryKernel(clock);
  private EventRouter router;
  private ResourceManager manager;

  public EventsBench(EventsConfig config) {
    this(config, Endpoints.local(0));
  }

  public EventsBench(EventsConfig config, Endpoints endpoints) {
    this.config = config;
    this.endpoints = endpoints;
    open();
    manager.tree().put(ResourceId.parse(GROUP), Json.object().put("location", "westeurope"));
  }

  /** Starts again on what survives a kill. */
  public void crash() {
    kernel = kernel.crash();
    open();
  }

  private void open() {
    manager =
        new ResourceManager(
            ControlPlaneSettings.of(TENANT, SUBSCRIPTION, endpoints),
            new OpenAccess(TENANT),
            new NoPrincipals(),
            IdSource.secure(),
            clock);
    router =
        new EventRouter(
            config,
            new EventRouter.Needs(
                kernel,
                tokens(),
                (caller, permission) -> !caller.label().contains("stranger"),
                webhooks,
                webhooks,
                messages,
                deadLetters,
                manager::tree,
                endpoints,
                clock,
                IdSource.secure(),
                () -> 0, // no jitter
                tracing));
    manager.register(router.provider());
    manager.open(kernel);
    manager.provisionAll();
  }

  private static TokenVerifier tokens() {
    return (token, audiences) -> {
      if (!Set.of(TOKEN, "stranger").contains(token)
          || !audiences.contains("https://eventgrid.azure.net")) {
        throw new InvalidCredentialException(Reason.BAD_SIGNATURE, "The token is not ours.");
      }
      return new Caller.TokenCaller(
          new Principal(token, TENANT, token, Principal.Kind.APPLICATION, Set.of(), token),
          "https://eventgrid.azure.net",
          Instant.MAX);
    };
  }

  public EventRouter router() {
    return router;
  }

  public ResourceManager manager() {
    return manager;
  }

  public void settle() {
    kernel.settle();
  }

  public Resource put(String id, String body) {
    return manager.tree().put(ResourceId.parse(id), (ObjectNode) Json.parse(body));
  }

  /** Returns what a client reads of a resource. */
  public ObjectNode view(String id) {
    return manager.tree().view(manager.tree().get(ResourceId.parse(id)).orElseThrow());
  }

  public Resource topic(String name, String inputSchema) {
    return put(
        TOPICS + name,
        """
        {"location":"westeurope","properties":{"inputSchema":"%s"}}
        """
            .formatted(inputSchema));
  }

  /** Subscribes a webhook to a topic; {@code more} are further properties. */
  public Resource subscribe(String topic, String name, String more) {
    return put(
        TOPICS + topic + "/eventSubscriptions/" + name,
        """
        {"properties":{"destination":{"endpointType":"WebHook",
          "properties":{"endpointUrl":"%s"}}%s}}
        """
            .formatted(WEBHOOK, more.isEmpty() ? "" : "," + more));
  }

  public String key(String topic) {
    return manager
        .tree()
        .action(ResourceId.parse(TOPICS + topic), "listKeys", Json.object())
        .path("key1")
        .asText();
  }

  /** Publishes to a topic with its key and fails unless that is answered 200. */
  public void publish(String topic, String body) {
    HttpReply reply = call("POST", "/eventgrid/" + topic + "/api/events", body, key(topic));
    if (reply.status() != 200) {
      throw new AssertionError(reply.status() + " " + reply.text());
    }
    settle();
  }

  private HttpReply call(String method, String path, String body, String key) {
    return call(method, path, body, Fields.of("aeg-sas-key", key));
  }

  /** Sends a request to the plane. */
  public HttpReply call(String method, String target, String body, Fields headers) {
    String[] parts = target.split("\\?", 2);
    String query = parts.length == 1 ? "" : parts[1];
    RequestHead head = new RequestHead(method, "localhost", 8443, parts[0], query, true);
    return call(head, body, headers);
  }

  public HttpReply call(RequestHead head, String body, Fields headers) {
    CallPlane plane = (CallPlane) router.plane();
    if (!plane.claims(head)) {
      throw new AssertionError("not claimed: " + head);
    }
    return plane.answer(
        new HttpCall(
            head,
            headers,
            Fields.parseQuery(head.query()),
            body.getBytes(StandardCharsets.UTF_8),
            "127.0.0.1",
            tracing.start("door", head.method(), null)));
  }
}
