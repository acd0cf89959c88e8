package io.trunkline.compat.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.compat.node.NodeCommand;
import io.trunkline.compat.node.SharedNode;
import io.trunkline.compat.node.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code trunkline workflow} as a developer types it. */
@ExtendWith(SharedNode.class)
class WorkflowCommandTest {
  private static final long LONGEST_SECONDS = 60;

  private static final String DEFINITION =
      """
      {
        "triggers": {"manual": {"type": "Request", "kind": "Http"}},
        "actions": {
          "Price": {"type": "Compose", "inputs": "@mul(triggerBody()?['count'], 3)"},
          "Call": {
            "type": "Http",
            "inputs": {
              "method": "POST", "uri": "http://shop.example/orders", "body": "@outputs('Price')"
            },
            "runAfter": {"Price": ["Succeeded"]}
          },
          "Taken": {
            "type": "Response",
            "inputs": {"statusCode": 202, "body": "@body('Call')"},
            "runAfter": {"Call": ["Succeeded"]}
          }
        }
      }
      """;

  @TempDir Path directory;
  private final TestNode node;

  WorkflowCommandTest(TestNode node) {
    this.node = node;
  }

  private record Ended(int status, String printed) {}

  private Ended run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(NodeCommand.java());
    command.add("workflow");
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(directory, "command", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended).as("ended in time: %s", Files.readString(output)).isTrue();
    return new Ended(process.exitValue(), Files.readString(output));
  }

  @BeforeEach
  void write() throws IOException {
    Files.writeString(directory.resolve("order.json"), DEFINITION);
    Files.writeString(
        directory.resolve("mocks.json"),
        "{\"Call\": [{\"statusCode\": 503}, {\"body\": {\"id\": \"@{outputs('Price')}\"}}]}");
  }

  @Test
  void aRunIsPrintedAsATreeWithItsAnswerAndItsExpressions()
      throws IOException, InterruptedException {
    Ended run = run("run", "order.json", "--input", "{\"count\": 5}", "--mocks", "mocks.json");
    assertThat(run.printed())
        .contains("order  Succeeded")
        .contains("✓ Price (Compose)")
        .contains("after 1 retries")
        .contains("answered 202 {\"id\":\"15\"}");
    assertThat(run.status()).isZero();

    Ended explained =
        run("run", "order.json", "--input", "{\"count\": 5}", "--mocks", "mocks.json", "--explain");
    assertThat(explained.printed()).contains("triggerBody()?['count']").contains("15");

    Ended unmocked = run("run", "order.json", "--input", "{\"count\": 5}");
    assertThat(unmocked.printed()).contains("NotMocked");
    assertThat(unmocked.status()).isNotZero();
  }

  @Test
  void testsPassAndFailWithTheirStatus() throws IOException, InterruptedException {
    String tests =
        """
        {"workflow": "order.json",
         "mocks": {"Call": {"body": {"id": "o1"}}},
         "tests": [{"name": "the price is three times the count",
                    "trigger": {"body": {"count": 2}},
                    "expect": {"status": "Succeeded",
                               "actions": {"Price": {"outputs": %s}},
                               "response": {"statusCode": 202}}}]}
        """;
    Files.writeString(directory.resolve("good.tests.json"), tests.formatted("6"));
    Ended good = run("test", "good.tests.json");
    assertThat(good.printed())
        .contains("✓ the price is three times the count")
        .contains("1 passed");
    assertThat(good.status()).isZero();

    Files.writeString(directory.resolve("bad.tests.json"), tests.formatted("7"));
    Ended bad = run("test", ".");
    assertThat(bad.printed()).contains("1 passed, 1 failed").contains("7").contains("6");
    assertThat(bad.status()).isNotZero();
  }

  @Test
  void aRunOfANodeIsExplained() throws IOException, InterruptedException {
    Workflows workflows = new Workflows(node);
    String id =
        workflows.deploy(
            "explained",
            "{\"manual\": {\"type\": \"Request\", \"kind\": \"Http\"}}",
            """
            {"Price": {"type": "Compose", "inputs": "@mul(triggerBody()?['count'], 3)"},
             "Answer": {"type": "Response", "inputs": {"statusCode": 200, "body": {"price": "@outputs('Price')"}},
                        "runAfter": {"Price": ["Succeeded"]}}}
            """);
    JsonNode callback = node.post(id + "/triggers/manual/listCallbackUrl", "2019-05-01");
    assertThat(
            Workflows.answer(callback.path("value").asText(), "{\"count\": 5}")
                .path("price")
                .asInt())
        .isEqualTo(15);
    JsonNode run = workflows.get(id + "/runs").path("value").path(0);
    String printed = node.command(List.of("workflow", "explain", run.path("name").asText()));
    assertThat(printed)
        .contains("explained")
        .contains("Price")
        .contains("mul(triggerBody()?['count'], 3)")
        .contains("15");
  }
}
