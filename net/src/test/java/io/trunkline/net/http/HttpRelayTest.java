package io.trunkline.net.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.net.EventLoops;
import io.trunkline.net.relay.Destination;
import io.trunkline.net.relay.Leaders;
import io.trunkline.net.tls.NodeCertificates;
import io.trunkline.net.tls.NodeIdentity;
import io.trunkline.net.tracing.SpanRecorder;
import io.trunkline.net.tracing.SpanSink.FinishedSpan;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that one node takes and another answers. */
class HttpRelayTest {
  private static final int BODY = 300_000;
  private static final FakeLeaders AT_THE_DOOR = new FakeLeaders();
  private static final FakeLeaders AT_THE_LEADER = new FakeLeaders();
  private static final List<FinishedSpan> SPANS = new CopyOnWriteArrayList<>();

  private static Vertx vertx;
  private static io.vertx.core.http.HttpClient relayClient;
  private static HttpRelay relay;
  private static HttpDoor door;
  private static InnerDoor inner;
  private static Echo echo;
  private static NodeCertificates certificates;
  private static HttpClient client;

  @BeforeAll
  static void open(@TempDir Path directory) {
    vertx = EventLoops.start();
    certificates =
        NodeCertificates.open(
            directory, NodeCertificates.names("localhost"), InstantSource.system());
    NodeIdentity identity = NodeIdentity.open(certificates, "localhost", InstantSource.system());
    SpanRecorder tracing =
        new SpanRecorder(SPANS::add, InstantSource.system(), ThreadLocalRandom::current);
    echo = new Echo();
    relayClient = HttpRelay.client(vertx, identity);
    relay = new HttpRelay(AT_THE_DOOR, () -> relayClient, Duration.ofSeconds(5));
    door = HttpDoor.open(vertx, HttpDoorConfig.loopback(0), null, List.of(echo), relay, tracing);
    inner =
        InnerDoor.open(
            vertx,
            HttpDoorConfig.loopback(0),
            identity,
            AT_THE_LEADER,
            List.of(echo),
            request -> request.response().setStatusCode(501).end(),
            tracing);
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  @AfterAll
  static void close() {
    client.close();
    door.close();
    inner.close();
    relayClient.close().await();
    vertx.close().await();
  }

  @BeforeEach
  void elsewhere() {
    SPANS.clear();
    echo.calls.clear();
    AT_THE_DOOR.leader = Optional.of(new Destination("b", "localhost", inner.port()));
    AT_THE_LEADER.leader = Optional.of(Destination.HERE);
  }

  @Test
  void theLeaderSeesTheRequestAsItCame() throws Exception {
    HttpResponse<String> response =
        client.send(
            to("/echo/a%2Fb?x=1&y=%2B")
                .header("traceparent", "00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01")
                .header("x-ms-date", "today")
                .header("trunkline-relay-client", "9.9.9.9")
                .POST(BodyPublishers.ofString("hello"))
                .build(),
            BodyHandlers.ofString());

    assertThat(response.body()).isEqualTo("POST 5");
    HttpCall call = echo.calls.getFirst();
    assertThat(call.head().path()).isEqualTo("/echo/a%2Fb");
    assertThat(call.head().query()).isEqualTo("x=1&y=%2B");
    assertThat(call.head().port()).isEqualTo(door.port());
    assertThat(call.head().secure()).isFalse();
    assertThat(call.header("host")).contains("localhost:" + door.port());
    assertThat(call.header("x-ms-date")).contains("today");
    assertThat(call.header("trunkline-relay-client")).isEmpty();
    assertThat(call.remoteAddress()).isEqualTo("127.0.0.1");
    assertThat(SPANS).hasSize(1).first().returns("b".repeat(16), FinishedSpan::parentSpanId);
  }

  @Test
  void bodiesOfAnyLengthGoBothWays() throws Exception {
    byte[] body = new byte[BODY];
    Arrays.fill(body, (byte) 'x');
    HttpRequest undeclared =
        to("/echo").PUT(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))).build();

    assertThat(client.send(undeclared, BodyHandlers.ofString()).body()).isEqualTo("PUT " + BODY);
    assertThat(client.send(to("/echo/large").GET().build(), BodyHandlers.ofByteArray()).body())
        .hasSize(BODY);
    HttpResponse<byte[]> head =
        client.send(
            to("/echo/large").method("HEAD", BodyPublishers.noBody()).build(),
            BodyHandlers.ofByteArray());
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValueAsLong("content-length")).hasValue(BODY);
  }

  @Test
  void aNodeThatDoesNotLeadRefusesAndTheRequestGoesToTheOneThatDoes() throws Exception {
    AT_THE_LEADER.leader = Optional.empty();
    AT_THE_DOOR.afterFinds(1, Optional.of(Destination.HERE));

    HttpResponse<String> response =
        client.send(
            to("/echo").POST(BodyPublishers.ofString("once")).build(), BodyHandlers.ofString());

    assertThat(response.body()).isEqualTo("POST 4");
    assertThat(echo.calls).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "DELETE", "POST"})
  void aRequestWithoutABodyThatWasRefusedGoesToTheLeaderToo(String method) throws Exception {
    AT_THE_LEADER.leader = Optional.empty();
    AT_THE_DOOR.afterFinds(1, Optional.of(Destination.HERE));

    HttpResponse<String> response =
        client.send(
            to("/echo").method(method, BodyPublishers.noBody()).build(), BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(echo.calls).extracting(HttpCall::method).containsExactly(method);
  }

  @Test
  void withoutALeaderTheClientIsToldInThePlanesOwnWordsAndWhenToTryAgain() throws Exception {
    AT_THE_DOOR.leader = Optional.empty();
    HttpResponse<String> response =
        client.send(
            to("/echo").POST(BodyPublishers.ofString("x")).build(), BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).isEqualTo("echo has no leader");
    assertThat(response.headers().firstValue("Retry-After")).contains("1");
  }

  @Test
  void aNodeThatCannotBeReachedIsNoError() throws Exception {
    AT_THE_DOOR.leader = Optional.of(new Destination("dead", "localhost", 1));
    AT_THE_DOOR.afterFinds(2, Optional.of(new Destination("b", "localhost", inner.port())));

    assertThat(client.send(to("/echo").GET().build(), BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
  }

  @Test
  void onlyANodeIsLetInAtTheInnerDoor() {
    try (HttpClient stranger =
        HttpClient.newBuilder().sslContext(certificates.clientContext()).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("https://localhost:" + inner.port() + "/echo"))
              .header("trunkline-relay-plane", "echo")
              .build();
      assertThatThrownBy(() -> stranger.send(request, BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
    }
    assertThat(echo.calls).isEmpty();
  }

  private static HttpRequest.Builder to(String target) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + door.port() + target));
  }

  /** Says what it got. */
  private static final class Echo extends CallPlane {
    final List<HttpCall> calls = new CopyOnWriteArrayList<>();

    @Override
    public String name() {
      return "echo";
    }

    @Override
    public boolean claims(RequestHead head) {
      return head.under("/echo");
    }

    @Override
    public Optional<String> shard(RequestHead head) {
      return Optional.of("echoes");
    }

    @Override
    public HttpReply noLeader(RequestHead head) {
      return HttpReply.text(503, "text/plain", "echo has no leader");
    }

    @Override
    public int maxBodyBytes() {
      return 2 * BODY;
    }

    @Override
    public HttpReply answer(HttpCall call) {
      calls.add(call);
      return call.head().path().endsWith("/large")
          ? HttpReply.text(200, "text/plain", "y".repeat(BODY))
          : HttpReply.text(200, "text/plain", call.method() + " " + call.body().length);
    }
  }

  /** Leaders as the test says. */
  private static final class FakeLeaders implements Leaders {
    volatile Optional<Destination> leader = Optional.empty();
    private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
    private volatile Optional<Destination> next = Optional.empty();

    void afterFinds(int count, Optional<Destination> then) {
      next = then;
      left.set(count);
    }

    @Override
    public CompletionStage<Optional<Destination>> find(String shard) {
      if (left.getAndDecrement() == 0) {
        leader = next;
      }
      return CompletableFuture.completedFuture(leader);
    }

    @Override
    public boolean leadsHere(String shard) {
      return leader.equals(Optional.of(Destination.HERE));
    }

    @Override
    public Watch whenMoved(String shard, Destination from, Runnable action) {
      return () -> {};
    }
  }
}
