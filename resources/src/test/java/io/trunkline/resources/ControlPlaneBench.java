package io.trunkline.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.memory.ManualClock;
import io.trunkline.kernel.memory.MemoryKernel;
import io.trunkline.net.Endpoints;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.Fields;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.RequestHead;
import io.trunkline.net.tracing.Trace;
import io.trunkline.net.tracing.TraceContext;
import io.trunkline.resources.service.ControlAccess;
import io.trunkline.resources.service.ControlCaller;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A control plane in memory with a few types of a made-up provider. */
public final class ControlPlaneBench {
  public static final String TENANT = "11111111-1111-1111-1111-111111111111";
  public static final String SUBSCRIPTION = "22222222-2222-2222-2222-222222222222";
  public static final String ROOT = "/subscriptions/" + SUBSCRIPTION;
  public static final String GROUP = ROOT + "/resourceGroups/rg";
  public static final String BOXES = GROUP + "/providers/Test.Fake/boxes/";

  public final ManualClock clock = new ManualClock();
  public final FakeDirectory directory = new FakeDirectory();
  public final FakeAccess access = new FakeAccess();
  public final FakeTypes types = new FakeTypes();
  private final Endpoints endpoints;
  private MemoryKernel kernel = new MemoryKernel(clock);
  public ResourceManager manager;

  private ControlPlaneBench(Endpoints endpoints) {
    this.endpoints = endpoints;
    this.manager = open();
  }

  /** Returns a bench with a resource group. */
  public static ControlPlaneBench started() {
    return started(Endpoints.local(0));
  }

  /** Returns a bench with a resource group, whose addresses are those of {@code endpoints}. */
  public static ControlPlaneBench started(Endpoints endpoints) {
    ControlPlaneBench bench = new ControlPlaneBench(endpoints);
    bench.manager.tree().put(ResourceId.parse(GROUP), Json.object().put("location", "westeurope"));
    return bench;
  }

  /** Crashes the node and starts it again on what was committed. */
  public void restart() {
    kernel = kernel.crash();
    manager = open();
  }

  private ResourceManager open() {
    ResourceManager opened =
        new ResourceManager(
            ControlPlaneSettings.of(TENANT, SUBSCRIPTION, endpoints),
            access,
            directory,
            IdSource.secure(),
            clock);
    opened.register(types.provider());
    opened.open(kernel);
    opened.provisionAll();
    return opened;
  }

  public HttpReply call(String method, String address) {
    return call(method, address, "", Map.of());
  }

  public HttpReply call(String method, String address, String body) {
    return call(method, address, body, Map.of());
  }

  /** Calls the plane as caller {@code test}; an api-version is added where there is none. */
  public HttpReply call(String method, String address, String body, Map<String, String> headers) {
    String[] parts = address.split("\\?", 2);
    Fields.Builder parameters = Fields.builder();
    String query = parts.length > 1 ? parts[1] : "";
    for (String parameter : query.isEmpty() ? new String[0] : query.split("&")) {
      String[] pair = parameter.split("=", 2);
      parameters.add(
          URLDecoder.decode(pair[0], StandardCharsets.UTF_8),
          pair.length > 1 ? URLDecoder.decode(pair[1], StandardCharsets.UTF_8) : "");
    }
    Fields.Builder fields = Fields.builder();
    Map<String, String> all = new HashMap<>(headers);
    all.putIfAbsent("authorization", "Bearer test");
    all.forEach(fields::add);
    return manager
        .plane()
        .answer(
            new HttpCall(
                new RequestHead(method, "localhost", 8443, parts[0], query, true),
                fields.build(),
                parameters.build(),
                body.getBytes(StandardCharsets.UTF_8),
                "127.0.0.1",
                NO_TRACE));
  }

  public static JsonNode json(HttpReply reply) {
    return Json.parse(reply.body());
  }

  private static final Trace NO_TRACE =
      new Trace() {
        @Override
        public TraceContext context() {
          return TraceContext.parse("00-" + "1".repeat(32) + "-" + "1".repeat(16) + "-01")
              .orElseThrow();
        }

        @Override
        public Trace attribute(String name, String value) {
          return this;
        }

        @Override
        public Trace failed(String reason) {
          return this;
        }

        @Override
        public void close() {}
      };

  /** Lets everyone with a token pass, except where a test denies an action. */
  public static final class FakeAccess implements ControlAccess {
    public volatile String denied = "";

    @Override
    public ControlCaller authenticate(HttpCall call) {
      String token =
          call.bearerToken()
              .orElseThrow(
                  () ->
                      new ResourceException(
                          401, "AuthenticationFailed", "The 'Authorization' header is missing."));
      return new ControlCaller("object-of-" + token, TENANT, token, "Application");
    }

    @Override
    public void require(ControlCaller caller, String action, ResourceId scope) {
      if (action.equalsIgnoreCase(denied)) {
        throw new ResourceException(403, "AuthorizationFailed", action + " over " + scope);
      }
    }
  }

  /** Returns the names of a list's entries. */
  public static List<String> names(HttpReply reply) {
    return json(reply).path("value").valueStream().map(it -> it.path("name").asText()).toList();
  }
}
