package io.trunkline.workflows.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of tests for a Standard app: settings, neighbours, mocks, readable failures. */
class WorkflowTestsTest {
  @TempDir private Path app;

  @BeforeEach
  void write() throws IOException {
    file("host.json", "{\"version\":\"2.0\"}");
    file("parameters.json", "{\"limit\":{\"type\":\"Int\",\"value\":100}}");
    file("local.settings.json", "{\"Values\":{\"shop\":\"http://shop.example\"}}");
    file(
        "order/workflow.json",
        """
        {"kind":"Stateful","definition":{
          "$schema":"https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#",
          "triggers":{"manual":{"type":"Request","kind":"Http","inputs":{}}},
          "actions":{
            "Price":{"type":"Workflow","inputs":{"host":{"workflow":{"id":"price"}},"body":"@triggerBody()"}},
            "Call":{"type":"Http","inputs":{"method":"POST","uri":"@{appsetting('shop')}/orders","body":"@body('Price')"},"runAfter":{"Price":["Succeeded"]}},
            "Taken":{"type":"Response","inputs":{"statusCode":202,"body":{"id":"@body('Call')['id']"}},"runAfter":{"Call":["Succeeded"]}},
            "Refused":{"type":"Response","inputs":{"statusCode":"@coalesce(outputs('Call')?['statusCode'],500)"},"runAfter":{"Call":["Failed"]}}}}}
        """);
    file(
        "price/workflow.json",
        """
        {"kind":"Stateful","definition":{
          "triggers":{"manual":{"type":"Request","kind":"Http","inputs":{}}},
          "actions":{"Answer":{"type":"Response","inputs":{"statusCode":200,"body":{"total":"@min(mul(triggerBody()['count'],30),parameters('limit'))"}}}}}}
        """);
  }

  private Path file(String path, String content) throws IOException {
    Path file = app.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private List<WorkflowTest> tests(String tests) throws IOException {
    return WorkflowTests.read(
        file(
            "tests/order.tests.json",
            """
            // what the order workflow promises
            {"workflow":"../order/workflow.json","mocks":{"Call":{"statusCode":201,"body":{"id":"o1"}}},"tests":[%s]}
            """
                .formatted(tests)));
  }

  @Test
  void passesWhereTheRunIsAsExpected() throws IOException {
    List<WorkflowTest> tests =
        tests(
            """
            {"name":"an order is taken","trigger":{"body":{"count":5}},
             "expect":{"status":"Succeeded","response":{"statusCode":202,"body":{"id":"o1"}},
               "actions":{"Call":{"inputs":{"uri":"http://shop.example/orders","body":{"total":100}}},"Refused":"Skipped"},"calls":{"Call":1}}},
            {"name":"a busy shop is told","trigger":{"body":{"count":1}},
             "mocks":{"Call":{"statusCode":429}},
             "expect":{"response":{"statusCode":429},"actions":{"Call":{"retries":4}},"calls":{"Call":5}}}
            """);
    for (WorkflowTest test : tests) {
      WorkflowTest.Outcome outcome = test.run();
      assertThat(outcome.failures()).as(test.name() + "\n" + outcome.describe()).isEmpty();
    }
  }

  @Test
  void saysWhatDiffersAndShowsTheRun() throws IOException {
    WorkflowTest.Outcome outcome =
        tests(
                """
                {"name":"t","trigger":{"body":{"count":1}},
                 "expect":{"status":"Failed","response":{"statusCode":200,"body":{"id":"x"}},"actions":{"Call":{"inputs":{"body":{"total":31}}},"Nope":{}},"outcome":1}}
                """)
            .getFirst()
            .run();
    assertThat(outcome.failures())
        .containsExactlyInAnyOrder(
            "expect.outcome: unknown; known are actions, calls, code, error, outputs, response,"
                + " runs, status, trigger",
            "status: expected \"Failed\", was \"Succeeded\"",
            "response.statusCode: expected 200, was 202",
            "response.body.id: expected \"x\", was \"o1\"",
            "actions.Call.inputs.body.total: expected 31, was 30",
            "actions.Nope: there is no such action, or its turn never came");
    assertThat(outcome.describe()).contains("├─ ✓ Call (Http)");
  }

  @Test
  void aMockOfAnActionThatDoesNotExistIsAFailure() throws IOException {
    assertThat(tests("{\"mocks\":{\"Calll\":{}}}").getFirst().run().failures())
        .containsExactly("mocks.Calll: the workflow has no such action");
  }

  @Test
  void typingErrorsInAFileAreRefusedByName() {
    assertThatThrownBy(() -> tests("{\"nam\":\"x\"}"))
        .isInstanceOf(LocalException.class)
        .hasMessageContaining("'nam'");
  }
}
