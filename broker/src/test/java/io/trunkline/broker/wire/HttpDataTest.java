package io.trunkline.broker.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The HTTP data API with nothing but an HTTP client. */
class HttpDataTest {
  private static TestBroker broker;
  private static WireServer server;
  private static HttpClient http;
  private static int port;

  @BeforeAll
  static void start() {
    broker = new TestBroker();
    server = new WireServer(broker.service());
    port = server.listenForAdministration(broker);
    http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  @AfterAll
  static void stop() {
    http.close();
    server.close();
    broker.close();
  }

  private static HttpResponse<String> call(String method, URI uri, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .header("Authorization", "Bearer " + WireServer.TOKEN);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static URI uri(String path) {
    return URI.create("http://localhost:" + port + path);
  }

  @Test
  void sendsLocksAndCompletes() throws Exception {
    broker.queue("http", false);
    HttpResponse<String> sent =
        call(
            "POST",
            uri("/http/messages"),
            "hello",
            "Content-Type",
            "text/plain",
            "BrokerProperties",
            "{\"Label\":\"L\",\"MessageId\":\"m1\",\"TimeToLive\":60}",
            "Priority",
            "\"High\"",
            "Size",
            "7");
    assertThat(sent.statusCode()).isEqualTo(201);

    HttpResponse<String> locked = call("POST", uri("/http/messages/head?timeout=10"), "");
    assertThat(locked.statusCode()).isEqualTo(201);
    assertThat(locked.body()).isEqualTo("hello");
    assertThat(locked.headers().firstValue("content-type")).contains("text/plain");
    assertThat(locked.headers().firstValue("priority")).contains("\"High\"");
    assertThat(locked.headers().firstValue("size")).contains("7");
    JsonNode properties = Json.parse(locked.headers().firstValue("BrokerProperties").orElseThrow());
    assertThat(properties.path("MessageId").asText()).isEqualTo("m1");
    assertThat(properties.path("Label").asText()).isEqualTo("L");
    assertThat(properties.path("DeliveryCount").asInt()).isEqualTo(1);

    URI lock = URI.create(locked.headers().firstValue("Location").orElseThrow());
    assertThat(call("POST", lock, "").statusCode()).isEqualTo(200);
    String number = properties.path("SequenceNumber").asText();
    URI byId = URI.create(lock.toString().replace("/messages/" + number, "/messages/m1"));
    assertThat(byId).isNotEqualTo(lock);
    assertThat(call("POST", byId, "").statusCode()).isEqualTo(200);
    URI another = URI.create(lock.toString().replace("/messages/" + number, "/messages/m2"));
    HttpResponse<String> refused = call("DELETE", another, "");
    assertThat(refused.statusCode()).isEqualTo(404);
    assertThat(refused.body()).contains("'m2'");
    assertThat(call("PUT", lock, "").statusCode()).isEqualTo(200);
    HttpResponse<String> again = call("DELETE", uri("/http/messages/head?timeout=10"), "");
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).isEqualTo("hello");
    assertThat(call("DELETE", lock, "").statusCode()).isEqualTo(404);
    assertThat(call("DELETE", uri("/http/messages/head?timeout=0"), "").statusCode())
        .isEqualTo(204);
  }

  @Test
  void sendsBatches() throws Exception {
    broker.queue("http-batch", false);
    HttpResponse<String> sent =
        call(
            "POST",
            uri("/http-batch/messages"),
            """
            [{"Body":"a","BrokerProperties":{"TimeToLiveTimeSpan":"1.00:00:40"}},
             {"Body":"b","UserProperties":{"n":1}}]\
            """,
            "Content-Type",
            "application/vnd.microsoft.servicebus.json");
    assertThat(sent.statusCode()).isEqualTo(201);
    HttpResponse<String> first = call("DELETE", uri("/http-batch/messages/head"), "");
    assertThat(first.body()).isEqualTo("a");
    assertThat(
            Json.parse(first.headers().firstValue("BrokerProperties").orElseThrow())
                .path("TimeToLive")
                .asInt())
        .isEqualTo(86_440);
    HttpResponse<String> wrong =
        call(
            "POST",
            uri("/http-batch/messages"),
            "",
            "BrokerProperties",
            "{\"TimeToLiveTimeSpan\":\"soon\"}");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("'soon' is no time span");
    assertThat(call("DELETE", uri("/http-batch/messages/head"), "").headers().firstValue("n"))
        .contains("1");
  }

  @Test
  void refusesWhatIsWrong() throws Exception {
    assertThat(call("POST", uri("/nowhere/messages"), "x").statusCode()).isEqualTo(410);
    broker.queue("http-wrong", false);
    assertThat(call("POST", uri("/http-wrong/messages"), "x", "BrokerProperties", "{").statusCode())
        .isEqualTo(400);
    HttpRequest anonymous =
        HttpRequest.newBuilder(uri("/http-wrong/messages"))
            .POST(HttpRequest.BodyPublishers.ofString("x"))
            .build();
    assertThat(http.send(anonymous, HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(401);
  }

  @Test
  void purgesAQueueForThoseWhoMayManageIt() throws Exception {
    broker.queue("purged", false);
    for (int i = 0; i < 3; i++) {
      call("POST", uri("/purged/messages"), "m");
    }
    HttpResponse<String> purged = call("DELETE", uri("/purged/messages"), "");
    assertThat(purged.statusCode()).isEqualTo(200);
    assertThat(purged.body()).isEqualTo("{\"deleted\":3}");
    assertThat(call("DELETE", uri("/purged/messages/head?timeout=0"), "").statusCode())
        .isEqualTo(204);
  }

  @Test
  void aNamespaceIsFoundByPathToo() throws Exception {
    broker.queue("by-path", false);
    String base = "/servicebus/" + TestBroker.NAMESPACE.name();
    assertThat(call("POST", uri(base + "/by-path/messages"), "m").statusCode()).isEqualTo(201);
    assertThat(call("DELETE", uri("/by-path/messages/head"), "").body()).isEqualTo("m");
    assertThat(call("GET", uri(base + "/by-path"), "").body()).contains("QueueDescription");
    assertThat(call("GET", uri(base + "/$Resources/queues"), "").body()).contains("by-path");
    assertThat(call("POST", uri(base + "/messages"), "m").statusCode()).isEqualTo(400);
  }

  @Test
  void purgesScheduledMessagesWhenAskedTo() throws Exception {
    broker.queue("purged-later", false);
    broker.topic("purged-topic");
    String later = "{\"ScheduledEnqueueTimeUtc\":\"Fri, 31 Dec 2100 23:59:59 GMT\"}";
    for (String entity : List.of("purged-later", "purged-topic")) {
      call("POST", uri("/" + entity + "/messages"), "m", "BrokerProperties", later);
      assertThat(call("DELETE", uri("/" + entity + "/messages"), "").body())
          .isEqualTo("{\"deleted\":0}");
      assertThat(call("DELETE", uri("/" + entity + "/messages?scheduled=true"), "").body())
          .isEqualTo("{\"deleted\":1}");
    }
  }

  @Test
  void saysHowManyMessagesThereAreAndWaitsForOtherCounts() throws Exception {
    broker.queue("counted", false);
    HttpResponse<String> empty = call("GET", uri("/counted/messages/counts"), "");
    assertThat(empty.statusCode()).isEqualTo(200);
    assertThat(Json.parse(empty.body()).path("activeMessageCount").asInt(-1)).isZero();
    String tag = empty.headers().firstValue("ETag").orElseThrow();
    assertThat(
            call("GET", uri("/counted/messages/counts?timeout=0"), "", "If-None-Match", tag)
                .statusCode())
        .isEqualTo(304);

    HttpRequest waiting =
        HttpRequest.newBuilder(uri("/counted/messages/counts?timeout=60"))
            .header("Authorization", "Bearer " + WireServer.TOKEN)
            .header("If-None-Match", tag)
            .build();
    CompletableFuture<HttpResponse<String>> changed =
        http.sendAsync(waiting, HttpResponse.BodyHandlers.ofString());
    call("POST", uri("/counted/messages"), "m");
    assertThat(Json.parse(changed.join().body()).path("activeMessageCount").asInt()).isEqualTo(1);
    assertThat(call("GET", uri("/nowhere/messages/counts"), "").statusCode()).isEqualTo(410);
  }
}
