package io.trunkline.net.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trunkline.net.EventLoops;
import io.trunkline.net.codec.Json;
import io.trunkline.net.tls.NodeCertificates;
import io.trunkline.net.tracing.SpanRecorder;
import io.trunkline.net.tracing.SpanSink.FinishedSpan;
import io.trunkline.net.tracing.Trace;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door as clients see it, through the JDK's own client and through bare sockets. */
class HttpDoorTest {
  private static final int MAX_BODY = 1_000;
  private static final List<FinishedSpan> SPANS = new CopyOnWriteArrayList<>();
  private static final CountDownLatch RELEASED = new CountDownLatch(1);

  private static Vertx vertx;
  private static HttpDoor door;
  private static HttpDoor secureDoor;
  private static HttpClient client;
  private static HttpClient secureClient;

  @BeforeAll
  static void open(@TempDir Path directory) {
    vertx = EventLoops.start();
    NodeCertificates certificates =
        NodeCertificates.open(
            directory, NodeCertificates.names("localhost"), InstantSource.system());
    SpanRecorder tracing =
        new SpanRecorder(SPANS::add, InstantSource.system(), ThreadLocalRandom::current);
    List<HttpPlane> planes = List.of(new Sockets(), new Mirror("first"), new Mirror("second"));
    door = HttpDoor.open(vertx, HttpDoorConfig.loopback(0), null, planes, tracing);
    secureDoor = HttpDoor.open(vertx, HttpDoorConfig.loopback(0), certificates, planes, tracing);
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    secureClient = HttpClient.newBuilder().sslContext(certificates.clientContext()).build();
  }

  @AfterAll
  static void close() {
    secureClient.close();
    client.close();
    secureDoor.close();
    door.close();
    vertx.close().await();
  }

  @BeforeEach
  void forget() {
    SPANS.clear();
  }

  @Test
  void theFirstPlaneThatClaimsARequestAnswersIt() throws Exception {
    assertThat(get("/first/a%2Fb?x=1&X=2&y=%2B+").body())
        .isEqualTo("first GET [first, a/b] [1, 2] [+ ]");
    assertThat(get("/second").body()).startsWith("second GET [second]");
  }

  @Test
  void whatNobodyClaimsIsNotFound() throws Exception {
    HttpResponse<String> response = get("/nowhere");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(Json.parse(response.body()).at("/error/code").asText()).isEqualTo("NotFound");
    assertThat(response.headers().firstValue("server")).isEmpty();
  }

  @Test
  void aBodyIsReadUpToThePlanesLimit() throws Exception {
    assertThat(post("/first", MAX_BODY).statusCode()).isEqualTo(200);
    HttpResponse<String> refused = post("/first", MAX_BODY + 1);
    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(refused.body()).contains("1000 bytes");
    assertThat(get("/first").statusCode()).isEqualTo(200);
  }

  @Test
  void aBodyOfUndeclaredLengthMeetsTheSameLimit() throws Exception {
    byte[] large = new byte[MAX_BODY * 50];
    HttpRequest request =
        to("/first")
            .POST(
                BodyPublishers.fromPublisher(
                    BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large))))
            .build();
    assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(413);
  }

  @Test
  void headCarriesTheLengthAndNoBody() throws Exception {
    HttpRequest request = to("/first").method("HEAD", BodyPublishers.noBody()).build();
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    assertThat(response.body()).isEmpty();
    assertThat(response.headers().firstValueAsLong("content-length"))
        .hasValue("first HEAD [first] [] []".length());
    HttpRequest declared = to("/first/length").method("HEAD", BodyPublishers.noBody()).build();
    assertThat(
            client
                .send(declared, BodyHandlers.ofString())
                .headers()
                .firstValueAsLong("content-length"))
        .hasValue(12_345);
  }

  @Test
  void whatEscapesFromAPlaneIsAnsweredWithoutDetails() throws Exception {
    HttpResponse<String> response = get("/first/fail");
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body())
        .doesNotContain("secret")
        .doesNotContain("Exception")
        .contains(span(one -> one.failure() != null).context().traceId());
  }

  @Test
  void aRequestContinuesTheClientsTrace() throws Exception {
    HttpRequest request =
        to("/first")
            .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
            .build();
    client.send(request, BodyHandlers.ofString());
    FinishedSpan span =
        span(one -> one.context().traceId().equals("0af7651916cd43dd8448eb211c80319c"));
    assertThat(span.parentSpanId()).isEqualTo("b7ad6b7169203331");
    assertThat(span.room()).isEqualTo("first");
    assertThat(span.attributes()).containsEntry("http.response.status_code", "200");
  }

  @Test
  void connectionsAreKeptAlive() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
      String request = "GET /first HTTP/1.1\r\nHost: localhost\r\n\r\n";
      for (int i = 0; i < 3; i++) {
        write(socket, request);
        assertThat(readReply(socket)).startsWith("HTTP/1.1 200").contains("first GET");
      }
    }
  }

  @Test
  void garbageIsABadRequest() throws Exception {
    assertThat(exchange("\u0000\u0001AMQP garbage\r\n\r\n")).contains(" 400 ");
    assertThat(exchange("GET /first/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400");
    assertThat(exchange("GET /first?a=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400");
  }

  @Test
  void oversizedHeadersAndTargetsAreRefused() throws Exception {
    String filler = "x".repeat(40_000);
    assertThat(exchange("GET /first HTTP/1.1\r\nHost: x\r\nA: " + filler + "\r\n\r\n"))
        .contains(" 431 ");
    assertThat(exchange("GET /" + filler + " HTTP/1.1\r\nHost: x\r\n\r\n")).contains(" 414 ");
  }

  @Test
  void aClientThatGoesAwayLeavesAFailedSpan() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
      write(socket, "GET /first/wait HTTP/1.1\r\nHost: localhost\r\n\r\n");
      await().until(() -> Mirror.waiting.getCount() == 0);
    }
    assertThat(span(one -> one.failure() != null).failure()).contains("went away");
    RELEASED.countDown();
  }

  @Test
  void tlsWorksForEveryNameOfTheCertificate() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://localhost:" + secureDoor.port() + "/first"))
            .POST(BodyPublishers.ofString("hello"))
            .build();
    HttpResponse<String> response = secureClient.send(request, BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
  }

  @Test
  void aPlaneMayTakeAWebSocket() throws Exception {
    CompletableFuture<String> echoed = new CompletableFuture<>();
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          @Override
          public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            echoed.complete(data.toString());
            return null;
          }
        };
    WebSocket socket =
        secureClient
            .newWebSocketBuilder()
            .subprotocols("AMQPWSB10")
            .buildAsync(URI.create("wss://localhost:" + secureDoor.port() + "/socket"), listener)
            .join();
    assertThat(socket.getSubprotocol()).isEqualTo("AMQPWSB10");
    socket.sendText("ping", true).join();
    assertThat(echoed.get(10, java.util.concurrent.TimeUnit.SECONDS)).isEqualTo("ping");
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    socket.abort();
    assertThat(SPANS).allMatch(span -> span.failure() == null);
  }

  private static HttpRequest.Builder to(String target) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + door.port() + target))
        .timeout(Duration.ofSeconds(20));
  }

  private static HttpResponse<String> get(String target) throws Exception {
    return client.send(to(target).build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String target, int bytes) throws Exception {
    return client.send(
        to(target).POST(BodyPublishers.ofByteArray(new byte[bytes])).build(),
        BodyHandlers.ofString());
  }

  /** A span ends after its answer: those of earlier requests may come late. */
  private static FinishedSpan span(Predicate<FinishedSpan> wanted) {
    return await()
        .until(() -> SPANS.stream().filter(wanted).findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  private static String exchange(String bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
      socket.setSoTimeout(20_000);
      write(socket, bytes);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static void write(Socket socket, String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private static String readReply(Socket socket) throws IOException {
    socket.setSoTimeout(20_000);
    InputStream in = socket.getInputStream();
    StringBuilder text = new StringBuilder();
    while (text.indexOf("[] []") < 0) {
      int next = in.read();
      assertThat(next).describedAs("connection closed after: %s", text).isNotNegative();
      text.append((char) next);
    }
    return text.toString();
  }

  /** Answers with what it was asked. */
  private static final class Mirror extends CallPlane {
    private static final CountDownLatch waiting = new CountDownLatch(1);
    private final String name;

    Mirror(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean claims(RequestHead head) {
      return head.under("/" + name);
    }

    @Override
    public int maxBodyBytes() {
      return MAX_BODY;
    }

    @Override
    public HttpReply answer(HttpCall call) {
      switch (call.segments().getLast()) {
        case "fail" -> throw new IllegalStateException("secret");
        case "length" -> {
          return HttpReply.status(200).withHeader("Content-Length", "12345");
        }
        case "wait" -> {
          waiting.countDown();
          try {
            RELEASED.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        }
        default -> {}
      }
      return HttpReply.text(
          200,
          "text/plain",
          "%s %s %s %s %s"
              .formatted(
                  name,
                  call.method(),
                  call.segments(),
                  call.parameters().all("x"),
                  call.parameters().all("y")));
    }
  }

  /** Echoes over WebSocket. */
  private static final class Sockets implements HttpPlane {
    @Override
    public String name() {
      return "sockets";
    }

    @Override
    public boolean claims(RequestHead head) {
      return head.path().equals("/socket");
    }

    @Override
    public void handle(HttpServerRequest request, RequestHead head, Trace trace) {
      request
          .toWebSocket()
          .onSuccess(socket -> socket.textMessageHandler(socket::writeTextMessage));
    }
  }

  @Test
  void defaultsArePinned() {
    assertThat(HttpDoorConfig.loopback(8080))
        .isEqualTo(
            new HttpDoorConfig(
                "127.0.0.1",
                8080,
                32_768,
                16_384,
                4_096,
                256,
                Duration.ofMinutes(4),
                List.of("AMQPWSB10", "amqp"),
                1_048_576,
                false));
    assertThat(HttpDoorConfig.loopback(1).withHost("0.0.0.0").host()).isEqualTo("0.0.0.0");
  }
}
