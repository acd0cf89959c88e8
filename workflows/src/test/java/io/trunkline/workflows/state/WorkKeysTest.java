package io.trunkline.workflows.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkKeysTest {
  private static final RunRef REF = new RunRef("w", "r");

  @Test
  void timersSayWhatIsDueWhateverTheActionIsCalled() {
    ActionKey key = new ActionKey("a/b c", "000001-000002");
    String wake = WorkKeys.wake(REF, key, 3);
    assertThat(WorkKeys.due(wake))
        .isEqualTo(new WorkflowCommand.RunTimerDue(REF, wake, new RunEvent.WaitOver(key, 3)));
    String limit = WorkKeys.limit(REF, new ActionKey("x", ""));
    assertThat(WorkKeys.due(limit))
        .isEqualTo(
            new WorkflowCommand.RunTimerDue(
                REF, limit, new RunEvent.TimeLimitReached(new ActionKey("x", ""))));
    assertThat(WorkKeys.due(WorkKeys.trigger("w", 9, "on/time")))
        .isEqualTo(new WorkflowCommand.TriggerDue("w", "on/time", 9));
  }

  @Test
  void callsAndChecksSurviveTheOutbox() {
    WorkKeys.Call call = new WorkKeys.Call(REF, new ActionKey("Send", "000004"), 2);
    assertThat(WorkKeys.call(WorkKeys.encode(call))).isEqualTo(call);
    assertThat(call.id()).isEqualTo("r/2/Send/000004");
    WorkKeys.Check check = new WorkKeys.Check("w", "t", 1, 2, 3, null);
    assertThat(WorkKeys.check(WorkKeys.encode(check))).isEqualTo(check);
  }
}
