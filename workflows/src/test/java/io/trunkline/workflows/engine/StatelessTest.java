package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpReply;
import io.trunkline.resources.ResourceId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stateless workflows: in memory, without history (reference/workflows.md §5.11). */
class StatelessTest {
  private static final ResourceId SITE = Engine.GROUP.resource("Microsoft.Web/sites", "app");
  private final Engine engine = new Engine();

  @BeforeEach
  void create() {
    engine.tree.put(SITE, (ObjectNode) Json.parse("{\"location\":\"local\",\"properties\":{}}"));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private HttpReply run(String actions, String json) {
    ObjectNode request = Json.object();
    request
        .putObject("files")
        .put(
            "fast/workflow.json",
            "{\"kind\":\"Stateless\",\"definition\":{\"triggers\":"
                + Engine.REQUEST
                + ",\"actions\":"
                + actions
                + "}}");
    engine.tree.action(SITE, "deployWorkflowArtifacts", request);
    String url =
        engine
            .action(HOSTED.child("triggers", "manual"), "listCallbackUrl", Json.object())
            .path("value")
            .asText();
    return engine.send("POST", url, json, "content-type", "application/json");
  }

  private static final ResourceId HOSTED =
      SITE.child("hostruntime", "runtime")
          .child("webhooks", "workflow")
          .child("api", "management")
          .child("workflows", "fast");

  @Test
  void callsLoopsAndAnswersWithoutAHistory() {
    engine.http.answers(
        call ->
            engine.http.calls().size() == 1
                ? HttpReply.status(503)
                : HttpReply.json(200, Json.object().put("n", 5)));
    HttpReply reply =
        run(
            """
            {"Init":{"type":"InitializeVariable","inputs":{"variables":[{"name":"sum","type":"integer"}]}},
             "Each":{"type":"Foreach","foreach":"@triggerBody()['items']","actions":{"Add":{"type":"IncrementVariable","inputs":{"name":"sum","value":"@item()"}}},"runAfter":{"Init":["Succeeded"]}},
             "Call":{"type":"Http","inputs":{"method":"GET","uri":"http://a.example/","retryPolicy":{"type":"none"}},"runAfter":{"Each":["Succeeded"]}},
             "Again":{"type":"Http","inputs":{"method":"GET","uri":"http://a.example/"},"runAfter":{"Call":["Failed"]}},
             "Answer":{"type":"Response","inputs":{"statusCode":201,"body":"@add(variables('sum'),body('Again')['n'])"},"runAfter":{"Again":["Succeeded"]}}}
            """,
            "{\"items\":[1,2,3]}");
    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.text()).isEqualTo("11");
    assertThat(engine.list(HOSTED, "runs")).isEmpty();
  }

  @Test
  void largeBodiesAndWaitsStayInMemory() {
    String text = "x".repeat(300_000);
    HttpReply reply =
        run(
            """
            {"Answer":{"type":"Response","inputs":{"statusCode":200,"body":"@length(triggerBody()['t'])"}}}
            """,
            "{\"t\":\"" + text + "\"}");
    assertThat(reply.text()).isEqualTo("300000");
  }

  @Test
  void aRunWithoutAnAnswerSaysSo() {
    HttpReply reply =
        run(
            """
            {"Bad":{"type":"Compose","inputs":"@int('x')"},
             "Answer":{"type":"Response","inputs":{"statusCode":200},"runAfter":{"Bad":["Succeeded"]}}}
            """,
            "{}");
    assertThat(reply.status()).isEqualTo(502);
    assertThat(reply.text()).contains("NoResponse");
  }
}
