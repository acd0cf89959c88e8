package io.trunkline.workflows.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * A test of a workflow.
 *
 * @param workflows the workflow, and behind it those that it may call
 * @param mocks what its actions answer, by name
 * @param now what the clock shows at first
 * @param expected what is to come of it
 */
public record WorkflowTest(
    Path file,
    String name,
    List<LocalWorkflow> workflows,
    TriggerInput input,
    JsonNode mocks,
    Instant now,
    JsonNode expected) {

  public WorkflowTest {
    workflows = List.copyOf(workflows);
  }

  /**
   * What came of a test.
   *
   * @param failures a line for each thing that is not as expected; empty where all is
   * @param runs what the trigger started
   */
  public record Outcome(List<String> failures, List<RunReport> runs) {
    public Outcome {
      failures = List.copyOf(failures);
      runs = List.copyOf(runs);
    }

    /** Returns whether everything was as expected. */
    public boolean passed() {
      return failures.isEmpty();
    }

    /** Returns the failures and, below, the run as a tree. */
    public String describe() {
      StringBuilder text = new StringBuilder();
      failures.forEach(failure -> text.append(failure).append('\n'));
      runs.stream().limit(3).forEach(run -> text.append('\n').append(RunTree.of(run)));
      return text.toString();
    }
  }

  /** Runs the test. Whatever is wrong, with the workflow too, is a failure of the outcome. */
  public Outcome run() {
    Mocks answers = new Mocks(mocks, false);
    LocalWorkflow workflow = workflows.getFirst();
    try (LocalEngine engine =
        new LocalEngine(LocalEngine.Options.offline(now), answers, workflow.appSettings())) {
      for (String name : answers.actions()) {
        if (workflows.stream().noneMatch(one -> one.parse().action(name).isPresent())) {
          return new Outcome(
              List.of("mocks." + name + ": the workflow has no such action"), List.of());
        }
      }
      workflows.forEach(engine::deploy);
      List<RunReport> runs = engine.run(workflow, input);
      return new Outcome(Expectations.check(expected, runs, answers), runs);
    } catch (LocalException e) {
      String wanted = expected.path("trigger").asText("");
      return !wanted.isEmpty() && e.getMessage().contains(wanted)
          ? new Outcome(List.of(), List.of())
          : new Outcome(List.of(e.getMessage()), List.of());
    }
  }
}
