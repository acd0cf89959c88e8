package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpReply;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls of Request triggers as an HTTP client sees them. */
class RequestTriggerTest {
  private static final String VALIDATED =
      """
      {"manual":{"type":"Request","kind":"Http","operationOptions":"EnableSchemaValidation",
        "inputs":{"schema":{"type":"object","required":["id"],"properties":{"id":{"type":"string"}}}}}}
      """;

  private final Engine engine = new Engine();

  @AfterEach
  void close() {
    engine.close();
  }

  private static Optional<String> header(HttpReply reply, String name) {
    return reply.headers().stream()
        .filter(field -> field.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static String errorCode(HttpReply reply) {
    return Json.parse(reply.body()).at("/error/code").asText();
  }

  @Test
  void aManualTriggerIsARequest() {
    engine.deploy(
        "w",
        "{\"manual\":{\"type\":\"Manual\",\"inputs\":{}}}",
        "{\"A\":{\"type\":\"Compose\",\"inputs\":\"@triggerBody()['n']\"}}");
    engine.runToEnd("w", "{\"n\":1}");
    assertThat(engine.actionOf("w", "A").path("outputs").asInt()).isEqualTo(1);
  }

  @Test
  void anAcceptedCallTellsWhereItsRunIs() {
    engine.deploy("w", VALIDATED, "{\"A\":{\"type\":\"Compose\",\"inputs\":1}}");
    HttpReply reply = engine.post("w", "{\"id\":\"1\"}");
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.body()).isEmpty();
    String run = header(reply, "x-ms-workflow-run-id").orElseThrow();
    assertThat(run).matches("08\\d{27}CU00");
    assertThat(header(reply, "x-ms-workflow-name")).contains("w");
    engine.ended("w");
    HttpReply status = engine.send("GET", header(reply, "Location").orElseThrow(), "");
    assertThat(status.status()).isEqualTo(200);
    assertThat(Json.parse(status.body()).path("status").asText()).isEqualTo("Succeeded");
    assertThat(engine.newest("w").path("name").asText()).isEqualTo(run);
  }

  @Test
  void aResponseActionAnswersTheCaller() {
    engine.deploy(
        "w",
        Engine.REQUEST,
        """
        {"Response":{"type":"Response","kind":"Http","inputs":{"statusCode":202,"headers":{"Location":"/orders/@{triggerBody()['id']}"},"body":{"id":"@triggerBody()['id']"}}},
         "Again":{"type":"Response","inputs":{"statusCode":200},"runAfter":{"Response":["Succeeded"]}}}
        """);
    HttpReply reply = engine.post("w", "{\"id\":\"7\"}");
    assertThat(reply.status()).isEqualTo(202);
    assertThat(header(reply, "Location")).contains("/orders/7");
    assertThat(header(reply, "Content-Type")).contains("application/json; charset=utf-8");
    assertThat(reply.text()).isEqualTo("{\"id\":\"7\"}");
    engine.ended("w");
    assertThat(engine.actionOf("w", "Again").path("code").asText())
        .isEqualTo("ActionResponseAlreadyDefined");
  }

  @Test
  void bodiesThatDoNotFitAreRefusedWithTheirPlace() {
    engine.deploy("w", VALIDATED, "{}");
    HttpReply mismatch = engine.post("w", "{\"id\":5}");
    assertThat(mismatch.status()).isEqualTo(400);
    assertThat(errorCode(mismatch)).isEqualTo("TriggerInputSchemaMismatch");
    assertThat(mismatch.text()).contains("id", "string");
    HttpReply broken = engine.post("w", "{\"id\":");
    assertThat(broken.status()).isEqualTo(400);
    assertThat(errorCode(broken)).isEqualTo("InvalidRequestContent");
    assertThat(engine.list(Engine.workflowId("w"), "runs")).isEmpty();
  }

  @Test
  void aWrongOrMissingSignatureIsRefused() {
    engine.deploy("w", Engine.REQUEST, "{}");
    String url = engine.callbackUrl("w", "manual");
    assertThat(url)
        .matches(
            "https://localhost:8443/workflows/[0-9a-f]{32}/triggers/manual/paths/invoke\\?api-version=2016-10-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=[-_A-Za-z0-9]{43}");
    HttpReply none = engine.send("POST", url.substring(0, url.indexOf('?')), "");
    assertThat(none.status()).isEqualTo(401);
    assertThat(errorCode(none)).isEqualTo("DirectApiAuthorizationRequired");
    HttpReply wrong = engine.send("POST", url.substring(0, url.length() - 2) + "xx", "");
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(errorCode(wrong)).isEqualTo("AuthorizationFailed");
    String expiring =
        engine
            .action(
                Engine.workflowId("w").child("triggers", "manual"),
                "listCallbackUrl",
                Json.parse("{\"notAfter\":\"2030-01-02T04:00:00Z\",\"keyType\":\"Secondary\"}"))
            .path("value")
            .asText();
    assertThat(engine.send("POST", expiring, "").status()).isEqualTo(202);
    engine.clock.advance(Duration.ofHours(1));
    assertThat(engine.send("POST", expiring, "").status()).isEqualTo(401);
  }

  @Test
  void methodAndRelativePathHaveToFit() {
    engine.deploy(
        "w",
        "{\"manual\":{\"type\":\"Request\",\"inputs\":{\"method\":\"GET\",\"relativePath\":\"orders/{id}\"}}}",
        "{\"A\":{\"type\":\"Compose\",\"inputs\":\"@triggerOutputs()\"}}");
    String url =
        engine.callbackUrl("w", "manual").replace("%7Bid%7D", "x").replace("{id}", "wow%25");
    assertThat(engine.send("GET", url + "&extra=1", "", "authorization", "secret").status())
        .isEqualTo(202);
    engine.ended("w");
    JsonNode outputs = engine.actionOf("w", "A").path("outputs");
    assertThat(outputs.at("/relativePathParameters/id").asText()).isEqualTo("wow%");
    assertThat(outputs.path("queries")).isEqualTo(Json.parse("{\"extra\":\"1\"}"));
    assertThat(outputs.path("headers").has("Authorization")).isFalse();
    assertThat(errorCode(engine.send("POST", url, ""))).isEqualTo("TriggerRequestMethodNotValid");
    assertThat(engine.send("GET", url.replace("/orders/", "/other/"), "").status()).isEqualTo(404);
  }

  @Test
  void aCallerThatWaitsTooLongIsToldAndTheRunGoesOn() {
    engine.deploy(
        "w",
        Engine.REQUEST,
        """
        {"Wait":{"type":"Wait","inputs":{"interval":{"count":5,"unit":"Minute"}}},
         "Response":{"type":"Response","inputs":{"statusCode":200},"runAfter":{"Wait":["Succeeded"]}}}
        """);
    CompletableFuture<HttpReply> reply =
        CompletableFuture.supplyAsync(() -> engine.post("w", "{}"));
    engine.reaches("w", "Wait", "Running");
    engine.clock.advance(Duration.ofSeconds(121));
    assertThat(reply.join().status()).isEqualTo(504);
    engine.clock.advance(Duration.ofMinutes(5));
    engine.ended("w");
    assertThat(engine.actionOf("w", "Response").path("code").asText())
        .isEqualTo("ActionResponseTimedOut");
  }

  @Test
  void aRunThatEndsWithoutItsResponseIsABadGateway() {
    engine.deploy(
        "w",
        Engine.REQUEST,
        """
        {"Bad":{"type":"Compose","inputs":"@int('x')"},
         "Response":{"type":"Response","inputs":{"statusCode":200},"runAfter":{"Bad":["Succeeded"]}}}
        """);
    HttpReply reply = engine.post("w", "{}");
    assertThat(reply.status()).isEqualTo(502);
    assertThat(errorCode(reply)).isEqualTo("NoResponse");
  }

  @Test
  void anAsynchronousResponseIsFetchedFromItsLocation() {
    engine.deploy(
        "w",
        Engine.REQUEST,
        """
        {"Wait":{"type":"Wait","inputs":{"interval":{"count":1,"unit":"Minute"}}},
         "Response":{"type":"Response","operationOptions":"Asynchronous","inputs":{"statusCode":201,"body":"made"},"runAfter":{"Wait":["Succeeded"]}}}
        """);
    HttpReply accepted = engine.post("w", "{}");
    assertThat(accepted.status()).isEqualTo(202);
    String location = header(accepted, "Location").orElseThrow();
    assertThat(engine.send("GET", location, "").status()).isEqualTo(202);
    engine.reaches("w", "Wait", "Running");
    engine.clock.advance(Duration.ofMinutes(1));
    engine.ended("w");
    HttpReply made = engine.send("GET", location, "");
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.text()).isEqualTo("made");
  }

  @Test
  void runsBeyondTheConcurrencyWaitAndThenAreRefused() {
    engine.deploy(
        "w",
        "{\"manual\":{\"type\":\"Request\",\"inputs\":{},\"runtimeConfiguration\":{\"concurrency\":{\"runs\":1,\"maximumWaitingRuns\":1}}}}",
        "{\"Wait\":{\"type\":\"Wait\",\"inputs\":{\"interval\":{\"count\":1,\"unit\":\"Minute\"}}}}");
    assertThat(engine.post("w", "{}").status()).isEqualTo(202);
    assertThat(engine.post("w", "{}").status()).isEqualTo(202);
    HttpReply refused = engine.post("w", "{}");
    assertThat(refused.status()).isEqualTo(429);
    assertThat(errorCode(refused)).isEqualTo("WorkflowMaximumWaitingRunCountExceeded");
    assertThat(engine.list(Engine.workflowId("w"), "runs", "$filter", "status eq 'Waiting'"))
        .hasSize(1);
    engine.kernel.settle();
    await()
        .until(
            () -> {
              engine.clock.advance(Duration.ofMinutes(1));
              return engine
                      .list(Engine.workflowId("w"), "runs", "$filter", "status eq 'Succeeded'")
                      .size()
                  == 2;
            });
  }

  @Test
  void aDisabledWorkflowFiresNoMore() {
    engine.deploy("w", Engine.REQUEST, "{}");
    engine.tree.action(Engine.workflowId("w"), "disable", Json.object());
    HttpReply reply = engine.post("w", "{}");
    assertThat(reply.status()).isEqualTo(409);
    assertThat(errorCode(reply)).isEqualTo("WorkflowTriggerIsNotEnabled");
    engine.tree.action(Engine.workflowId("w"), "enable", Json.object());
    assertThat(engine.post("w", "{}").status()).isEqualTo(202);
  }

  @Test
  void theRunContinuesTheCallersTrace() {
    engine.deploy("w", Engine.REQUEST, "{\"A\":{\"type\":\"Compose\",\"inputs\":1}}");
    engine.runToEnd("w", "{}");
    await().until(() -> engine.spans.stream().anyMatch(span -> span.name().equals("run")));
    var run = engine.spans.stream().filter(span -> span.name().equals("run")).findFirst();
    var action = engine.spans.stream().filter(span -> span.name().equals("action")).findFirst();
    assertThat(action.orElseThrow().parentSpanId()).isEqualTo(run.orElseThrow().context().spanId());
    assertThat(action.get().attributes()).containsEntry("workflow.action", "A");
  }
}
