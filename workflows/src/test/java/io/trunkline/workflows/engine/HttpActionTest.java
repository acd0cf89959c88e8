package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpCallException;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.OutgoingCall;
import io.trunkline.workflows.effects.WorkflowLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The Http action: what goes out, what comes back, retries, polling, time-outs. */
class HttpActionTest {
  private final Engine engine = new Engine();

  @AfterEach
  void close() {
    engine.close();
  }

  private void deploy(String inputs, String more) {
    engine.deploy(
        "w",
        Engine.REQUEST,
        "{\"Call\":{\"type\":\"Http\",\"inputs\":%s%s}}".formatted(inputs, more));
  }

  @Test
  void sendsMethodHeadersQueriesAndBody() {
    engine.http.answers(call -> HttpReply.json(201, Json.parse("{\"x\":2}")));
    deploy(
        """
        {"method":"post","uri":"http://shop.example/orders?a=1","queries":{"b":"x y"},
         "headers":{"X-Mine":"@{triggerBody()['id']}","Host":"evil"},"body":{"id":"@triggerBody()['id']"},
         "authentication":{"type":"Basic","username":"u","password":"secret"}}
        """,
        "");
    JsonNode run = engine.runToEnd("w", "{\"id\":7}");
    OutgoingCall call = engine.http.calls().getFirst();
    assertThat(call.method()).isEqualTo("POST");
    assertThat(call.uri()).hasToString("http://shop.example/orders?a=1&b=x%20y");
    assertThat(call.headers().first("x-mine")).contains("7");
    assertThat(call.headers().first("host")).isEmpty();
    assertThat(call.headers().first("authorization")).contains("Basic dTpzZWNyZXQ=");
    assertThat(call.headers().first("content-type")).contains("application/json; charset=utf-8");
    assertThat(call.headers().first("x-ms-workflow-run-id")).contains(run.path("name").asText());
    assertThat(new String(call.body(), StandardCharsets.UTF_8)).isEqualTo("{\"id\":7}");
    assertThat(call.trace()).isNotNull();
    JsonNode action = engine.actionOf("w", "Call");
    assertThat(action.path("code").asText()).isEqualTo("Created");
    assertThat(action.at("/outputs/statusCode").asInt()).isEqualTo(201);
    assertThat(action.at("/outputs/body/x").asInt()).isEqualTo(2);
    assertThat(action.toString()).doesNotContain("secret\"").contains("*sanitized*");
  }

  @Test
  void showsTheManagedIdentitysToken() {
    deploy(
        "{\"method\":\"GET\",\"uri\":\"http://a.example/\",\"authentication\":{\"type\":\"ManagedServiceIdentity\",\"audience\":\"api://x\",\"identity\":\"/i/mine\"}}",
        "");
    engine.runToEnd("w", "{}");
    assertThat(engine.http.calls().getFirst().headers().first("authorization"))
        .contains("Bearer token-of-mine-for-api://x");
  }

  @Test
  void retriesByItsPolicyAndRecordsTheAttempts() {
    engine.http.answers(
        call -> engine.http.calls().size() < 3 ? HttpReply.status(503) : HttpReply.status(204));
    deploy(
        "{\"method\":\"GET\",\"uri\":\"http://a.example/\",\"retryPolicy\":{\"type\":\"fixed\",\"count\":2,\"interval\":\"PT10S\"}}",
        "");
    engine.post("w", "{}");
    for (int attempt = 1; attempt <= 2; attempt++) {
      int made = attempt;
      await().until(() -> engine.actionOf("w", "Call").path("retryHistory").size() == made);
      assertThat(engine.http.calls()).hasSize(attempt);
      engine.clock.advance(Duration.ofSeconds(10));
    }
    assertThat(engine.ended("w").at("/properties/status").asText()).isEqualTo("Succeeded");
    JsonNode action = engine.actionOf("w", "Call");
    assertThat(action.path("code").asText()).isEqualTo("NoContent");
    assertThat(action.at("/retryHistory/0/code").asText()).isEqualTo("ServiceUnavailable");
    assertThat(engine.http.calls().stream().map(c -> c.headers().first("x-ms-client-request-id")))
        .hasSize(3)
        .containsOnly(engine.http.calls().getFirst().headers().first("x-ms-client-request-id"));
  }

  @Test
  void givesUpAfterTheLastRetry() {
    engine.http.answers(
        call -> {
          throw new HttpCallException(
              HttpCallException.Reason.CONNECTION_REFUSED, "Connection refused", null);
        });
    deploy(
        "{\"method\":\"GET\",\"uri\":\"http://a.example/\",\"retryPolicy\":{\"type\":\"none\"}}",
        "");
    engine.runToEnd("w", "{}");
    JsonNode action = engine.actionOf("w", "Call");
    assertThat(action.path("status").asText()).isEqualTo("Failed");
    assertThat(action.path("code").asText()).isEqualTo("BadGatewayConnection");
  }

  @Test
  void failsOnClientErrorsWithoutRetryAndKeepsTheAnswer() {
    engine.http.answers(call -> HttpReply.text(404, "text/plain", "gone"));
    deploy("{\"method\":\"GET\",\"uri\":\"http://a.example/\"}", "");
    engine.runToEnd("w", "{}");
    assertThat(engine.http.calls()).hasSize(1);
    JsonNode action = engine.actionOf("w", "Call");
    assertThat(action.path("code").asText()).isEqualTo("NotFound");
    assertThat(action.at("/outputs/body").asText()).isEqualTo("gone");
  }

  @Test
  void followsAnAcceptedCallToItsResult() {
    engine.http.answers(
        call ->
            switch (engine.http.calls().size()) {
              case 1 ->
                  HttpReply.status(202)
                      .withHeader("Location", "/status/1")
                      .withHeader("Retry-After", "3");
              case 2 -> HttpReply.status(202).withHeader("Retry-After", "3");
              default -> HttpReply.json(200, Json.parse("{\"done\":true}"));
            });
    deploy("{\"method\":\"POST\",\"uri\":\"http://a.example/start\",\"body\":1}", "");
    engine.post("w", "{}");
    for (int calls = 1; calls <= 2; calls++) {
      int made = calls;
      await().until(() -> engine.http.calls().size() == made);
      engine.kernel.settle();
      engine.clock.advance(Duration.ofSeconds(3));
    }
    engine.ended("w");
    assertThat(engine.http.calls().get(1).method()).isEqualTo("GET");
    assertThat(engine.http.calls().get(1).uri()).hasToString("http://a.example/status/1");
    assertThat(engine.actionOf("w", "Call").at("/outputs/body/done").asBoolean()).isTrue();
  }

  @Test
  void acceptedIsFinalWhenAskedFor() {
    engine.http.answers(
        call -> HttpReply.status(202).withHeader("Location", "http://a.example/status"));
    deploy(
        "{\"method\":\"POST\",\"uri\":\"http://a.example/\"}",
        ",\"operationOptions\":\"DisableAsyncPattern\"");
    engine.runToEnd("w", "{}");
    assertThat(engine.actionOf("w", "Call").path("code").asText()).isEqualTo("Accepted");
  }

  @Test
  void gathersPagesUntilThereAreItemsEnough() {
    engine.http.answers(
        call -> {
          String query = call.uri().getQuery();
          int page = query == null ? 0 : Integer.parseInt(query.substring("page=".length()));
          return HttpReply.json(
              200,
              Json.parse(
                  "{\"value\":[%d,%d],\"nextLink\":\"http://a.example/?page=%d\"}"
                      .formatted(2 * page, 2 * page + 1, page + 1)));
        });
    deploy(
        "{\"method\":\"GET\",\"uri\":\"http://a.example/\"}",
        ",\"runtimeConfiguration\":{\"paginationPolicy\":{\"minimumItemCount\":5}}");
    engine.runToEnd("w", "{}");
    assertThat(engine.http.calls()).hasSize(3);
    assertThat(engine.actionOf("w", "Call").at("/outputs/body/value")).hasToString("[0,1,2,3,4,5]");
  }

  @Test
  void pagesOfAnotherHostGetNoCredentials() {
    engine.http.answers(
        call ->
            HttpReply.json(
                200,
                Json.parse(
                    switch (call.uri().toString()) {
                      case "http://a.example/" ->
                          "{\"value\":[1],\"nextLink\":\"http://a.example/2\"}";
                      case "http://a.example/2" ->
                          "{\"value\":[2],\"nextLink\":\"http://b.example/3\"}";
                      default -> "{\"value\":[3]}";
                    })));
    deploy(
        "{\"method\":\"GET\",\"uri\":\"http://a.example/\","
            + "\"headers\":{\"X-Api-Key\":\"secret\",\"Accept-Language\":\"de\"},"
            + "\"authentication\":{\"type\":\"Raw\",\"value\":\"Bearer secret\"}}",
        ",\"runtimeConfiguration\":{\"paginationPolicy\":{\"minimumItemCount\":5}}");
    engine.runToEnd("w", "{}");
    assertThat(engine.actionOf("w", "Call").at("/outputs/body/value")).hasToString("[1,2,3]");
    assertThat(engine.http.calls())
        .extracting(call -> call.headers().first("Authorization").isPresent())
        .containsExactly(true, true, false);
    assertThat(engine.http.calls())
        .extracting(call -> call.headers().first("X-Api-Key").isPresent())
        .containsExactly(true, true, false);
    assertThat(engine.http.calls())
        .extracting(call -> call.headers().first("Accept-Language").orElse(""))
        .containsExactly("de", "de", "de");
  }

  @Test
  void aNumberOfItemsThatIsNoneFailsTheAction() {
    deploy(
        "{\"method\":\"GET\",\"uri\":\"http://a.example/\"}",
        ",\"runtimeConfiguration\":{\"paginationPolicy\":{\"minimumItemCount\":0}}");
    engine.runToEnd("w", "{}");
    assertThat(engine.actionOf("w", "Call").toString()).contains("InvalidPaginationPolicy");
    assertThat(engine.http.calls()).isEmpty();
  }

  @Test
  void sendsLargeContentInChunks() {
    try (Engine small =
        new Engine(WorkflowLimits.defaults().with(Json.object().put("chunkBytes", 8)))) {
      small.http.answers(
          call ->
              call.method().equals("POST")
                  ? HttpReply.status(200).withHeader("Location", "http://a.example/upload/1")
                  : HttpReply.status(201));
      small.deploy(
          "w",
          Engine.REQUEST,
          """
          {"Call":{"type":"Http","inputs":{"method":"POST","uri":"http://a.example/","body":"0123456789ab"},
            "runtimeConfiguration":{"contentTransfer":{"transferMode":"Chunked"}}}}
          """);
      small.runToEnd("w", "{}");
      assertThat(small.http.calls())
          .extracting(call -> new String(call.body(), StandardCharsets.UTF_8))
          .containsExactly("", "01234567", "89ab");
      assertThat(small.actionOf("w", "Call").path("code").asText()).isEqualTo("Created");
    }
  }

  @Test
  void aRequestEndsWithItsTimeout() {
    deploy(
        "{\"method\":\"GET\",\"uri\":\"http://a.example/\"}",
        ",\"runtimeConfiguration\":{\"requestOptions\":{\"timeout\":\"PT7S\"}}");
    engine.runToEnd("w", "{}");
    assertThat(engine.http.calls().getFirst().timeout()).isEqualTo(Duration.ofSeconds(7));
  }
}
