package io.trunkline.workflows.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.kernel.OutboxEntry;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Names of timers and outbox entries. The free text (an action's or trigger's name) stands last.
 */
public final class WorkKeys {
  /** Kind of the outbox entries that are calls of actions; the payload is a {@link Call}. */
  public static final String CALL = "call";

  /** Kind of the outbox entries that are checks of triggers; the payload is a {@link Check}. */
  public static final String CHECK = "check";

  /** Kind of the outbox entries that take subscriptions back; see {@link Unsubscribe}. */
  public static final String UNSUBSCRIBE = "unsubscribe";

  /** Kind of the outbox entries that release batches; the payload is a {@link Release}. */
  public static final String RELEASE = "release";

  /** The timer that asks for {@link WorkflowCommand.Prune}. */
  public static final String PRUNE = "prune";

  /** A call of an action that is to be made. */
  public record Call(RunRef ref, ActionKey key, int attempt) {
    /** Returns the idempotency key: run, action, attempt. */
    public String id() {
      return ref.run() + "/" + attempt + "/" + key.path();
    }
  }

  /**
   * A check of a trigger that is to be made.
   *
   * @param state what the check before left, or null
   */
  public record Check(
      String workflow,
      String trigger,
      long generation,
      long number,
      long scheduledAt,
      @Nullable JsonNode state) {
    public String id() {
      return "check/" + workflow + "/" + generation + "/" + number + "/" + trigger;
    }
  }

  /**
   * A subscription that is to be taken back.
   *
   * @param request {@code {workflowId, method, uri, headers?, body?, authentication?}}, evaluated
   * @param giveUpAt when it is not tried any more
   */
  public record Unsubscribe(String id, JsonNode request, long giveUpAt) {
    /** Where the request stands in the progress of an action and in the state of a trigger. */
    public static final String REQUEST = "unsubscribe";

    private static final long PATIENCE_MILLIS = 86_400_000;

    static Optional<JsonNode> of(@Nullable JsonNode progress) {
      return progress == null
          ? Optional.empty()
          : Optional.ofNullable(progress.get(REQUEST)).filter(JsonNode::isObject);
    }

    static OutboxEntry entry(String id, JsonNode request, long now) {
      Unsubscribe work = new Unsubscribe(id, request, now + PATIENCE_MILLIS);
      return new OutboxEntry(id, UNSUBSCRIBE, UNSUBSCRIBES.encode(work));
    }
  }

  /**
   * Messages of a batch that are to be handed to a run.
   *
   * @param until number of the last message
   * @param serial tells the release from every other
   */
  public record Release(BatchKey key, long until, long serial) {
    public String id() {
      return String.join(
          "/",
          "release",
          key.workflow(),
          Long.toString(serial),
          key.trigger(),
          key.batch(),
          key.partition());
    }
  }

  private static final JsonCodec<Release> RELEASES = JsonCodec.of(Release.class);
  private static final JsonCodec<Unsubscribe> UNSUBSCRIBES = JsonCodec.of(Unsubscribe.class);
  private static final JsonCodec<Call> CALLS = JsonCodec.of(Call.class);
  private static final JsonCodec<Check> CHECKS = JsonCodec.of(Check.class);

  private WorkKeys() {}

  static byte[] encode(Call call) {
    return CALLS.encode(call);
  }

  static byte[] encode(Check check) {
    return CHECKS.encode(check);
  }

  static byte[] encode(Release release) {
    return RELEASES.encode(release);
  }

  /** Reads the payload of a {@link #RELEASE}. */
  public static Release release(byte[] payload) {
    return RELEASES.decode(payload);
  }

  /** Reads the payload of a {@link #CALL}. */
  public static Call call(byte[] payload) {
    return CALLS.decode(payload);
  }

  /** Reads the payload of a {@link #CHECK}. */
  public static Check check(byte[] payload) {
    return CHECKS.decode(payload);
  }

  /** Reads the payload of an {@link #UNSUBSCRIBE}. */
  public static Unsubscribe unsubscribe(byte[] payload) {
    return UNSUBSCRIBES.decode(payload);
  }

  static String wake(RunRef ref, ActionKey key, int attempt) {
    return timer("wake", ref, attempt, key);
  }

  static String limit(RunRef ref, ActionKey key) {
    return timer("limit", ref, 0, key);
  }

  static String runDuration(RunRef ref) {
    return "run/" + ref.workflow() + "/" + ref.run();
  }

  static String reply(RunRef ref) {
    return "reply/" + ref.workflow() + "/" + ref.run();
  }

  static String trigger(String workflow, long generation, String trigger) {
    return "trigger/" + workflow + "/" + generation + "/" + trigger;
  }

  /** Returns the command to submit because a timer other than {@link #PRUNE} is due. */
  public static WorkflowCommand<Void> due(String timer) {
    List<String> parts = List.of(timer.split("/", 6));
    if (parts.getFirst().equals("trigger")) {
      String[] trigger = timer.split("/", 4);
      return new WorkflowCommand.TriggerDue(trigger[1], trigger[3], Long.parseLong(trigger[2]));
    }
    RunRef ref = new RunRef(parts.get(1), parts.get(2));
    RunEvent event =
        switch (parts.getFirst()) {
          case "wake" ->
              new RunEvent.WaitOver(
                  new ActionKey(parts.get(5), parts.get(4)), Integer.parseInt(parts.get(3)));
          case "limit" -> new RunEvent.TimeLimitReached(new ActionKey(parts.get(5), parts.get(4)));
          case "run" -> new RunEvent.EndRequested(RunRecord.Request.TIME_OUT);
          case "reply" -> new RunEvent.ResponseOverdue();
          default -> throw new IllegalArgumentException("not a timer of workflows: " + timer);
        };
    return new WorkflowCommand.RunTimerDue(ref, timer, event);
  }

  private static String timer(String kind, RunRef ref, int attempt, ActionKey key) {
    return String.join(
        "/",
        kind,
        ref.workflow(),
        ref.run(),
        Integer.toString(attempt),
        key.repetition(),
        key.name());
  }
}
