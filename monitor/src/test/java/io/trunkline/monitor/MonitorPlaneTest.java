package io.trunkline.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.identity.Authorizer;
import io.trunkline.identity.Caller;
import io.trunkline.identity.Caller.TokenCaller;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.identity.Permission;
import io.trunkline.identity.Principal;
import io.trunkline.identity.TokenVerifier;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.CallPlane;
import io.trunkline.net.http.Fields;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.RequestHead;
import io.trunkline.net.tracing.SpanRecorder;
import io.trunkline.net.tracing.Trace;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MonitorPlaneTest {
  private static final String SCOPE = "/subscriptions/s";
  private final Monitor monitor = new Monitor(MonitorConfig.defaults());
  private final SpanRecorder tracing =
      new SpanRecorder(monitor.spans(), InstantSource.system(), () -> new Random(1));
  private final CallPlane plane =
      (CallPlane) monitor.plane(new OneToken(), new ReadersOnly(), SCOPE, PeerTraces.NONE);

  @Test
  void claimsNothingButItsOwnAddresses() {
    assertThat(plane.claims(head("/health/ready"))).isTrue();
    assertThat(plane.claims(head("/metrics"))).isTrue();
    assertThat(plane.claims(head("/trunkline/traces/1"))).isTrue();
    assertThat(plane.claims(head("/healthy"))).isFalse();
  }

  @Test
  void isAliveBeforeItIsReady() {
    assertThat(get("/health/live", "").status()).isEqualTo(200);
    assertThat(get("/health/ready", "").status()).isEqualTo(503);

    monitor.health().ready();
    assertThat(get("/health/ready", "").text()).contains("READY");

    monitor.health().stopping();
    assertThat(get("/health/ready", "").status()).isEqualTo(503);
    assertThat(get("/health/live", "").status()).isEqualTo(200);
  }

  @Test
  void isNotReadyWhileAShardDoesNotWorkAndSaysWhich() {
    monitor.health().ready();
    monitor.health().watch(() -> Map.of("broker/orders", "it has stopped"));
    HttpReply reply = get("/health/ready", "");
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.text()).contains("UNREADY", "broker/orders", "it has stopped");
    assertThat(get("/health/live", "").status()).isEqualTo(200);
    monitor.health().watch(Map::of);
    assertThat(get("/health/ready", "").status()).isEqualTo(200);
  }

  @Test
  void showsASpanAsAMetricAndInItsTrace() {
    Trace span = tracing.start("broker", "send", null).attribute("queue", "orders");
    span.failed("full").close();

    assertThat(get("/metrics", "").text())
        .contains("trunkline_operation_seconds_count")
        .contains("room=\"broker\"")
        .contains("outcome=\"failed\"");
    JsonNode trace =
        Json.parse(get("/trunkline/traces/" + span.context().traceId(), "reader").body());
    assertThat(trace.path("spans").path(0).path("name").asText()).isEqualTo("send");
    assertThat(trace.path("spans").path(0).path("failure").asText()).isEqualTo("full");
    assertThat(trace.path("spans").path(0).path("attributes").path("queue").asText())
        .isEqualTo("orders");
    assertThat(Json.parse(get("/trunkline/traces", "reader").body()).path("value")).hasSize(1);
  }

  @Test
  void showsTracesOnlyToWhoMayReadThem() {
    assertThat(get("/trunkline/traces", "").status()).isEqualTo(401);
    assertThat(get("/trunkline/traces", "stranger").status()).isEqualTo(403);
    assertThat(get("/trunkline/traces", "reader").status()).isEqualTo(200);
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThat(get("/health/other", "").status()).isEqualTo(404);
    assertThat(call("POST", "/metrics", "").status()).isEqualTo(405);
  }

  private HttpReply get(String path, String token) {
    return call("GET", path, token);
  }

  private HttpReply call(String method, String path, String token) {
    Fields headers =
        token.isEmpty() ? Fields.none() : Fields.of("authorization", "Bearer " + token);
    RequestHead head = new RequestHead(method, "localhost", 8443, path, "", true);
    SpanRecorder unseen = new SpanRecorder(span -> {}, InstantSource.system(), () -> new Random(2));
    return plane.answer(
        new HttpCall(
            head, headers, Fields.none(), new byte[0], "127.0.0.1", unseen.start("a", "b", null)));
  }

  private static RequestHead head(String path) {
    return new RequestHead("GET", "localhost", 8443, path, "", true);
  }

  /** Takes a token for the name of its holder. */
  private static final class OneToken implements TokenVerifier {
    @Override
    public TokenCaller verify(String token, Set<String> audiences) {
      if (token.isEmpty()) {
        throw new InvalidCredentialException(InvalidCredentialException.Reason.MISSING, "no token");
      }
      Principal principal =
          new Principal(token, "tenant", "client", Principal.Kind.APPLICATION, Set.of(), token);
      return new TokenCaller(principal, audiences.iterator().next(), Instant.MAX);
    }
  }

  private static final class ReadersOnly implements Authorizer {
    @Override
    public boolean allows(Caller caller, Permission permission) {
      return permission.scope().equals(SCOPE) && caller.label().startsWith("reader");
    }
  }
}
