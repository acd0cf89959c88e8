package io.trunkline.net.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trunkline.net.EventLoops;
import io.trunkline.net.http.HttpCallException.Reason;
import io.trunkline.net.tls.NodeCertificates;
import io.trunkline.net.tracing.SpanRecorder;
import io.trunkline.net.tracing.TraceContext;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VertxHttpCallerTest {
  private static final TraceContext TRACE =
      new TraceContext("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", true);

  private static Vertx vertx;
  private static HttpDoor door;
  private static VertxHttpCaller caller;
  private static VertxHttpCaller stranger;

  @BeforeAll
  static void open(@TempDir Path directory) {
    vertx = EventLoops.start();
    NodeCertificates certificates =
        NodeCertificates.open(
            directory, NodeCertificates.names("localhost"), InstantSource.system());
    SpanRecorder tracing =
        new SpanRecorder(span -> {}, InstantSource.system(), ThreadLocalRandom::current);
    door =
        HttpDoor.open(
            vertx, HttpDoorConfig.loopback(0), certificates, List.of(new Echo()), tracing);
    caller = new VertxHttpCaller(vertx, certificates);
    stranger = new VertxHttpCaller(vertx, null);
  }

  @AfterAll
  static void close() {
    caller.close();
    stranger.close();
    door.close();
    vertx.close().await();
  }

  @Test
  void callsReachNamesBelowLocalhostOverTls() {
    HttpReply reply = send(caller, call("https://orders.blob.localhost:" + door.port() + "/a?b=c"));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text())
        .isEqualTo("POST orders.blob.localhost /a b=c body " + TRACE.traceparent());
  }

  @Test
  void anUnknownAuthorityIsATlsFailure() {
    assertThat(failure(stranger, call("https://localhost:" + door.port() + "/")))
        .isEqualTo(Reason.TLS);
  }

  @Test
  void nobodyListeningIsRefused() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    assertThat(failure(caller, call("http://127.0.0.1:" + free + "/")))
        .isEqualTo(Reason.CONNECTION_REFUSED);
  }

  @Test
  void silenceIsATimeout() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      OutgoingCall call =
          new OutgoingCall(
              "GET",
              URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/?sig=secret"),
              Fields.none(),
              new byte[0],
              Duration.ofMillis(50),
              100,
              null);
      HttpCallException failure =
          catchThrowableOfType(HttpCallException.class, () -> send(caller, call));
      assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);
      assertThat(failure).hasMessageNotContaining("secret");
    }
  }

  @Test
  void aReplyThatIsTooLargeIsGivenUp() {
    OutgoingCall call =
        new OutgoingCall(
            "GET",
            URI.create("https://localhost:" + door.port() + "/"),
            Fields.none(),
            new byte[0],
            Duration.ofSeconds(20),
            10,
            null);
    assertThat(failure(caller, call)).isEqualTo(Reason.REPLY_TOO_LARGE);
  }

  @Test
  void addressesThatCannotBeCalledAreInvalid() {
    assertThat(failure(caller, call("ftp://localhost/"))).isEqualTo(Reason.INVALID);
    assertThat(failure(caller, call("http:/nowhere"))).isEqualTo(Reason.INVALID);
    assertThat(failure(caller, call("http://user:word@localhost/"))).isEqualTo(Reason.INVALID);
  }

  private static OutgoingCall call(String uri) {
    return new OutgoingCall(
        "POST",
        URI.create(uri),
        Fields.of("Host", "forged", "Content-Type", "text/plain"),
        "body".getBytes(StandardCharsets.UTF_8),
        Duration.ofSeconds(20),
        10_000,
        TRACE);
  }

  private static HttpReply send(HttpCaller with, OutgoingCall call) {
    try {
      return with.send(call).toCompletableFuture().join();
    } catch (CompletionException e) {
      throw (HttpCallException) e.getCause();
    }
  }

  private static Reason failure(HttpCaller with, OutgoingCall call) {
    return catchThrowableOfType(HttpCallException.class, () -> send(with, call)).reason();
  }

  private static final class Echo extends CallPlane {
    @Override
    public String name() {
      return "echo";
    }

    @Override
    public boolean claims(RequestHead head) {
      return true;
    }

    @Override
    public int maxBodyBytes() {
      return 100;
    }

    @Override
    public HttpReply answer(HttpCall call) {
      RequestHead head = call.head();
      return HttpReply.text(
          200,
          "text/plain",
          String.join(
              " ",
              head.method(),
              head.host(),
              head.path(),
              head.query(),
              call.text(),
              call.header("traceparent").orElse("none")));
    }
  }
}
