package io.trunkline.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.connector.ConnectorException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The shipped connectors that speak to sockets: each against a peer that is not Camel. */
class NetworkConnectorsTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private static String at(int port) {
    return "{\"host\":\"localhost\",\"port\":%d}".formatted(port);
  }

  @Test
  void tcpSendsALineAndReadsTheAnswer() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
      Thread.ofVirtual().start(() -> answerInCapitals(server));
      Declared tcp = Declared.shipped("tcp", at(server.getLocalPort()));
      assertThat(tcp.call("request", "{\"line\":\"order 7\"}").asText()).isEqualTo("ORDER 7");
    }
  }

  private static void answerInCapitals(ServerSocket server) {
    try (Socket socket = server.accept();
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      String line = reader.readLine().toUpperCase(Locale.ROOT) + "\n";
      socket.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void tcpStartsARunForEachLine() throws Exception {
    int port = Ports.free();
    Declared tcp = Declared.shipped("tcp", at(port));
    CompletableFuture<List<JsonNode>> received =
        CompletableFuture.supplyAsync(
            () -> tcp.receive("whenALineComes", "{}", 2), Thread::startVirtualThread);
    try (Socket socket = connected(port)) {
      OutputStream out = socket.getOutputStream();
      out.write("one\ntwo\n".getBytes(StandardCharsets.UTF_8));
      out.flush();
      assertThat(received.get(40, TimeUnit.SECONDS))
          .extracting(JsonNode::asText)
          .containsExactly("one", "two");
    }
  }

  private static Socket connected(int port) throws IOException {
    IOException last = null;
    for (int i = 0; i < 200; i++) {
      try {
        return new Socket(LOOPBACK, port);
      } catch (IOException e) {
        last = e;
        LockSupport.parkNanos(50_000_000);
      }
    }
    throw last;
  }

  @Test
  void udpAndSyslogSendDatagrams() throws Exception {
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
      socket.setSoTimeout(20_000);
      Declared.shipped("udp", at(socket.getLocalPort())).call("send", "{\"content\":{\"a\":1}}");
      assertThat(next(socket)).isEqualTo("{\"a\":1}");
      Declared.shipped("syslog", at(socket.getLocalPort()))
          .call("log", "{\"message\":\"no stock\",\"priority\":11}");
      assertThat(next(socket)).isEqualTo("<11>1 - - trunkline - - - no stock");
    }
  }

  private static String next(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
    socket.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
  }

  @Test
  void udpAndSyslogStartRuns() throws Exception {
    assertThat(received("udp", "whenADatagramComes", "plain").asText()).isEqualTo("plain");
    JsonNode message =
        received(
            "syslog",
            "whenAMessageComes",
            "<165>Aug  4 05:34:00 mymachine myproc: the heating is off");
    assertThat(message.path("severity").asText()).isEqualTo("NOTICE");
    assertThat(message.path("logMessage").asText()).contains("the heating is off");
  }

  /** Sends again until it is heard: nobody says when a datagram's listener is there. */
  private static JsonNode received(String connector, String trigger, String text) throws Exception {
    int port = Ports.free();
    Declared declared = Declared.shipped(connector, at(port));
    CompletableFuture<List<JsonNode>> received =
        CompletableFuture.supplyAsync(
            () -> declared.receive(trigger, "{}", 1), Thread::startVirtualThread);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (DatagramSocket socket = new DatagramSocket()) {
      while (!received.isDone()) {
        socket.send(new DatagramPacket(bytes, bytes.length, LOOPBACK, port));
        LockSupport.parkNanos(100_000_000);
      }
    }
    return received.join().getFirst();
  }

  @Test
  void webSocketClientsAreHeardAndSpokenTo() throws Exception {
    int port = Ports.free();
    Declared declared = Declared.shipped("websocket", at(port));
    CompletableFuture<List<JsonNode>> received =
        CompletableFuture.supplyAsync(
            () -> declared.receive("whenAMessageComes", "{\"path\":\"shop\"}", 1),
            Thread::startVirtualThread);
    connected(port).close();
    BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    HttpClient client = HttpClient.newHttpClient();
    WebSocket socket =
        client
            .newWebSocketBuilder()
            .buildAsync(
                URI.create("ws://localhost:" + port + "/shop"),
                new WebSocket.Listener() {
                  @Override
                  public @Nullable CompletionStage<?> onText(
                      WebSocket from, CharSequence data, boolean last) {
                    texts.add(data.toString());
                    from.request(1);
                    return null;
                  }
                })
            .get(20, TimeUnit.SECONDS);
    try {
      socket.sendText("hello", true).get(20, TimeUnit.SECONDS);
      assertThat(received.get(40, TimeUnit.SECONDS).getFirst().asText()).isEqualTo("hello");
      declared.call("sendToAll", "{\"path\":\"shop\",\"content\":\"welcome\"}");
      assertThat(texts.poll(20, TimeUnit.SECONDS)).isEqualTo("welcome");
    } finally {
      socket.abort();
      client.shutdownNow();
    }
  }

  @Test
  void aPeerThatIsNotThereIsUnavailable() throws IOException {
    Declared tcp = Declared.shipped("tcp", at(Ports.free()));
    assertThatThrownBy(() -> tcp.call("request", "{\"line\":\"x\"}"))
        .isInstanceOfSatisfying(
            ConnectorException.class, e -> assertThat(e.statusCode()).isEqualTo(503));
  }
}
