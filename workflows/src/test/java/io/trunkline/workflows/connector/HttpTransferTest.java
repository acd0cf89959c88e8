package io.trunkline.workflows.connector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.OutgoingCall;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Pages and chunks (reference/workflows.md §4.2.3, §4.2.4). */
class HttpTransferTest {
  private static final byte[] CONTENT = "0123456789abcdefghij".getBytes(StandardCharsets.UTF_8);
  private final List<OutgoingCall> calls = new ArrayList<>();

  private CallResult send(
      String request, boolean chunked, int items, Function<OutgoingCall, HttpReply> server) {
    HttpTransfer transfer =
        new HttpTransfer(
            call -> {
              calls.add(call);
              return CompletableFuture.completedFuture(server.apply(call));
            },
            Map.of("x-run", "r"),
            new HttpTransfer.Settings(Duration.ofSeconds(5), 1_000, 6, chunked, items),
            null);
    return transfer.send(HttpRequest.of(Json.parse(request), Authentication.Applied.nothing()));
  }

  private static CallResult.Answer answer(CallResult result) {
    return (CallResult.Answer) result;
  }

  @Test
  void followsPagesUntilThereAreItemsEnough() {
    Function<OutgoingCall, HttpReply> server =
        call -> {
          int page = call.uri().getQuery() == null ? 0 : Integer.parseInt(call.uri().getQuery());
          String next = page == 2 ? "" : ",\"@odata.nextLink\":\"/items?" + (page + 1) + "\"";
          return HttpReply.json(
              200,
              Json.parse(
                  "{\"count\":6,\"value\":[" + page * 2 + "," + (page * 2 + 1) + "]" + next + "}"));
        };
    String get = "{\"method\":\"GET\",\"uri\":\"http://api.example/items\"}";
    assertThat(answer(send(get, false, 3, server)).body())
        .isEqualTo(Json.parse("{\"count\":6,\"value\":[0,1,2,3]}"));
    assertThat(answer(send(get, false, 100, server)).body().path("value")).hasSize(6);
    assertThat(answer(send(get, false, 0, server)).body().has("@odata.nextLink")).isTrue();
    assertThat(calls).hasSize(6).allMatch(call -> call.headers().first("x-run").isPresent());
  }

  @Test
  void aPageWithoutItemsIsNoPage() {
    CallResult result =
        send(
            "{\"method\":\"GET\",\"uri\":\"http://api.example/items\"}",
            false,
            5,
            call ->
                HttpReply.json(
                    200,
                    Json.parse(
                        calls.size() == 1 ? "{\"value\":[1],\"nextLink\":\"/2\"}" : "{\"x\":1}")));
    assertThat(((CallResult.NoAnswer) result).code()).isEqualTo("InvalidPageResponse");
  }

  @Test
  void downloadsInChunks() {
    Function<OutgoingCall, HttpReply> server =
        call -> {
          String range = call.headers().first("range").orElse("bytes=0-5").substring(6);
          int from = Integer.parseInt(range.split("-", 2)[0]);
          int to = Math.min(Integer.parseInt(range.split("-", 2)[1]) + 1, CONTENT.length);
          return HttpReply.status(206)
              .withHeader("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + CONTENT.length)
              .withBody("text/plain", Arrays.copyOfRange(CONTENT, from, to));
        };
    String get = "{\"method\":\"GET\",\"uri\":\"http://api.example/file\"}";
    CallResult.Answer whole = answer(send(get, true, 0, server));
    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(whole.body().asText()).isEqualTo("0123456789abcdefghij");
    assertThat(calls).hasSize(4);
    assertThat(answer(send(get, false, 0, server)).statusCode()).isEqualTo(206);
    assertThat(
            answer(send(get, true, 0, call -> HttpReply.status(206)))
                .body()
                .at("/error/code")
                .asText())
        .isEqualTo("InvalidContentRangeHeader");
  }

  @Test
  void uploadsInChunksOfTheSizeThatTheServerWants() {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    CallResult.Answer result =
        answer(
            send(
                "{\"method\":\"POST\",\"uri\":\"http://api.example/file\",\"body\":\"0123456789abcdefghij\"}",
                true,
                0,
                call -> {
                  received.writeBytes(call.body());
                  return call.method().equals("POST")
                      ? HttpReply.status(200)
                          .withHeader("Location", "/upload/1")
                          .withHeader("x-ms-chunk-size", "9")
                      : HttpReply.status(201);
                }));
    assertThat(result.statusCode()).isEqualTo(201);
    assertThat(received.toByteArray()).isEqualTo(CONTENT);
    assertThat(calls.getFirst().headers().first("x-ms-content-length")).contains("20");
    assertThat(calls.stream().map(OutgoingCall::method).toList())
        .containsExactly("POST", "PATCH", "PATCH", "PATCH");
    assertThat(calls.get(1).headers().first("content-range")).contains("bytes 0-8/20");
    assertThat(calls.get(1).uri().toString()).isEqualTo("http://api.example/upload/1");
  }

  @Test
  void smallContentIsSentAtOnceAlsoWhereChunksAreAllowed() {
    send(
        "{\"method\":\"PUT\",\"uri\":\"http://api.example/\",\"body\":\"abc\"}",
        true,
        0,
        call -> HttpReply.status(200));
    assertThat(calls).hasSize(1);
    assertThat(calls.getFirst().headers().first("x-ms-transfer-mode")).isEmpty();
  }

  @Test
  void multipartBodiesAreBuiltAndTakenApart() {
    JsonNode body =
        Json.parse(
            """
            {"$content-type":"multipart/form-data","$multipart":[
              {"headers":{"Content-Disposition":"form-data; name=\\"a\\""},"body":"text"},
              {"headers":{"Content-Disposition":"form-data; name=\\"b\\"","Content-Type":"application/json"},"body":{"n":1}}]}
            """);
    HttpContent content = HttpContent.encode(body);
    assertThat(content.contentType()).startsWith("multipart/form-data; boundary=");
    JsonNode parts = HttpContent.decode(content.contentType(), content.bytes()).path("$multipart");
    assertThat(parts).hasSize(2);
    assertThat(parts.at("/0/headers/Content-Disposition").asText()).contains("name=\"a\"");
    assertThat(parts.at("/1/body/n").asInt()).isEqualTo(1);
    assertThat(parts.at("/1/headers/Content-Length").asText()).isEqualTo("7");
    assertThat(HttpContent.decode("multipart/form-data; boundary=x", CONTENT).has("$multipart"))
        .isFalse();
  }
}
