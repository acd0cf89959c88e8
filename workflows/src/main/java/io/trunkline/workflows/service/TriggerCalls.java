package io.trunkline.workflows.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.kernel.RejectedException;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardUnavailableException;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.connector.StatusNames;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.ActionType;
import io.trunkline.workflows.definition.OperationOption;
import io.trunkline.workflows.definition.Status;
import io.trunkline.workflows.definition.TriggerDefinition;
import io.trunkline.workflows.effects.Environment;
import io.trunkline.workflows.effects.Firings;
import io.trunkline.workflows.effects.ResponseWaiters;
import io.trunkline.workflows.effects.RunTraces;
import io.trunkline.workflows.effects.StatelessRuns;
import io.trunkline.workflows.effects.VersionCache;
import io.trunkline.workflows.effects.WorkflowHeaders;
import io.trunkline.workflows.effects.WorkflowVersion;
import io.trunkline.workflows.state.Firing;
import io.trunkline.workflows.state.ResponseRecord;
import io.trunkline.workflows.state.RunRecord;
import io.trunkline.workflows.state.RunRef;
import io.trunkline.workflows.state.TriggerRecord;
import io.trunkline.workflows.state.TriggerValues;
import io.trunkline.workflows.state.WorkflowCommand;
import io.trunkline.workflows.state.WorkflowRecord;
import io.trunkline.workflows.state.WorkflowRejectedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Carries out calls of triggers. Methods block; call them from virtual threads. */
public final class TriggerCalls {
  private static final Duration MISSED = Duration.ofSeconds(10);

  private final Shard<WorkflowCommand<?>> shard;
  private final VersionCache versions;
  private final Firings firings;
  private final ResponseWaiters waiters;
  private final RunTraces traces;
  private final StatelessRuns stateless;
  private final CallbackUrls urls;
  private final RunHistory history;
  private final Environment environment;

  public TriggerCalls(
      Shard<WorkflowCommand<?>> shard,
      VersionCache versions,
      Firings firings,
      ResponseWaiters waiters,
      RunTraces traces,
      StatelessRuns stateless,
      CallbackUrls urls,
      RunHistory history,
      Environment environment) {
    this.shard = shard;
    this.versions = versions;
    this.firings = firings;
    this.waiters = waiters;
    this.traces = traces;
    this.stateless = stateless;
    this.urls = urls;
    this.history = history;
    this.environment = environment;
  }

  /**
   * Calls a trigger, and waits for the Response action where there is one.
   *
   * @throws WorkflowException when there is no run
   */
  public TriggerReply call(WorkflowDirectory.Entry workflow, String name, TriggerCall call) {
    WorkflowVersion version = version(workflow);
    TriggerDefinition trigger = trigger(version, name);
    if (EventGridHandshake.expects(trigger)) {
      Optional<TriggerReply> handshake = EventGridHandshake.answer(call);
      if (handshake.isPresent()) {
        return handshake.get();
      }
    } else if (!trigger.type().isRequest() && !trigger.type().isWebhook()) {
      throw notCallable(trigger);
    }
    ObjectNode outputs = RequestOutputs.of(trigger, call);
    return fire(workflow, version, trigger, outputs, call);
  }

  private TriggerReply fire(
      WorkflowDirectory.Entry workflow,
      WorkflowVersion version,
      TriggerDefinition trigger,
      ObjectNode outputs,
      TriggerCall call) {
    Optional<ActionDefinition> response = response(version);
    boolean asynchronous =
        trigger.splitOn().isPresent()
            || response
                .filter(action -> action.settings().has(OperationOption.ASYNCHRONOUS))
                .isPresent();
    boolean waits = response.isPresent() && !asynchronous;
    Firings.Occasion occasion =
        new Firings.Occasion(
            call.headers().first("x-ms-client-tracking-id").orElse(null),
            call.trace(),
            0,
            null,
            replyDueAt(response.isPresent(), waits),
            null);
    Firing firing = firings.of(version, trigger, inputs(trigger), outputs, occasion);
    RunRef ref = new RunRef(workflow.key(), firing.name());
    Map<String, String> headers =
        trigger.settings().has(OperationOption.SUPPRESS_WORKFLOW_HEADERS_ON_RESPONSE)
            ? Map.of()
            : WorkflowHeaders.ofReply(version, firing);
    CompletableFuture<ResponseWaiters.Answer> answer =
        version.record().stateless()
            ? startStateless(workflow, version, trigger, firing, waits)
            : start(workflow, trigger, firing, waits ? ref : null);
    requireFired(firing);
    if (answer == null) {
      return new TriggerReply.Accepted(
          headers,
          firing.runs().isEmpty() ? Optional.empty() : Optional.of(location(workflow, ref)));
    }
    // The shard says when it is overdue; where this node has missed that, it says so itself.
    Duration longest = environment.limits().responseWait().plus(MISSED);
    answer.completeOnTimeout(
        new ResponseWaiters.Answer.Overdue(), longest.toMillis(), TimeUnit.MILLISECONDS);
    return switch (answer.join()) {
      case ResponseWaiters.Answer.Given given ->
          new TriggerReply.Responded(headers, loaded(ref, given.response()));
      case ResponseWaiters.Answer.None ignored ->
          new TriggerReply.Unanswered(
              headers,
              new WorkflowException(
                  502,
                  "NoResponse",
                  "The server did not receive a response from an upstream server: the run ended"
                      + " without a Response action."));
      case ResponseWaiters.Answer.Overdue ignored ->
          new TriggerReply.Unanswered(
              headers,
              new WorkflowException(
                  504,
                  "GatewayTimeout",
                  "The run did not answer within %d seconds; it continues."
                      .formatted(environment.limits().responseWait().toSeconds())));
    };
  }

  private static Optional<ActionDefinition> response(WorkflowVersion version) {
    return version.definition().allActions().stream()
        .filter(action -> action.type() == ActionType.RESPONSE)
        .findFirst();
  }

  /**
   * What has become of a workflow that another one calls.
   *
   * @param headers what the caller learns of the run
   * @param responds whether the workflow has a Response action
   * @param answer empty while the run goes on
   */
  public record Nested(
      RunRef run,
      Map<String, String> headers,
      boolean responds,
      Optional<ResponseWaiters.Answer> answer) {}

  /**
   * Calls a Request trigger for another workflow, and waits a moment for its Response action. A
   * call that is repeated finds the run that it has started.
   *
   * @param name of the run: the same for a call that is repeated
   * @param waits whether the caller wants the Response
   * @throws WorkflowException when there is no run
   */
  Nested callNested(
      WorkflowDirectory.Entry workflow,
      String trigger,
      TriggerCall call,
      String name,
      boolean waits,
      Duration patience) {
    WorkflowVersion version = version(workflow);
    TriggerDefinition called = trigger(version, trigger);
    if (!called.type().isRequest()) {
      throw notCallable(called);
    }
    if (called.splitOn().isPresent() && waits) {
      throw new WorkflowException(
          400,
          "NestedWorkflowContainsSplitOnTrigger",
          "The trigger '%s' of the nested workflow splits what it gets, so it has no one answer."
              .formatted(called.name()));
    }
    boolean responds = response(version).isPresent();
    Firings.Occasion occasion =
        new Firings.Occasion(
            call.headers().first("x-ms-client-tracking-id").orElse(null),
            call.trace(),
            0,
            null,
            replyDueAt(responds, false),
            name);
    ObjectNode outputs = RequestOutputs.of(called, call);
    Firing firing = firings.of(version, called, inputs(called), outputs, occasion);
    RunRef ref = new RunRef(workflow.key(), name);
    Map<String, String> headers = WorkflowHeaders.ofReply(version, firing);
    if (version.record().stateless()) {
      CompletableFuture<ResponseWaiters.Answer> answer =
          startStateless(workflow, version, called, firing, responds && waits);
      requireFired(firing);
      return new Nested(
          ref, headers, responds, Optional.ofNullable(answer).map(CompletableFuture::join));
    }
    if (firing.status() == Status.FAILED || !(responds && waits)) {
      submit(workflow, called, firing);
      requireFired(firing);
      return new Nested(ref, headers, responds, Optional.empty());
    }
    CompletableFuture<ResponseWaiters.Answer> answer = waiters.await(ref);
    try {
      submit(workflow, called, firing);
    } catch (WorkflowException e) {
      waiters.forget(ref);
      throw e;
    }
    return new Nested(ref, headers, responds, await(ref, answer, patience));
  }

  /** Waits a moment for the answer of a run that goes on. */
  Optional<ResponseWaiters.Answer> awaitNested(RunRef ref, Duration patience) {
    return await(ref, waiters.await(ref), patience);
  }

  private Optional<ResponseWaiters.Answer> await(
      RunRef ref, CompletableFuture<ResponseWaiters.Answer> answer, Duration patience) {
    Optional<ResponseWaiters.Answer> known = history.answer(ref); // it may have come before
    if (known.isPresent()) {
      waiters.forget(ref);
      return known;
    }
    try {
      return Optional.of(answer.get(patience.toMillis(), TimeUnit.MILLISECONDS))
          .map(given -> loaded(ref, given));
    } catch (TimeoutException e) {
      waiters.forget(ref);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a nested workflow runs", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private ResponseWaiters.Answer loaded(RunRef ref, ResponseWaiters.Answer answer) {
    return answer instanceof ResponseWaiters.Answer.Given(ResponseRecord response)
        ? new ResponseWaiters.Answer.Given(loaded(ref, response))
        : answer;
  }

  private static WorkflowException notCallable(TriggerDefinition trigger) {
    return new WorkflowException(
        400,
        "WorkflowTriggerTypeUnsupported",
        "The trigger '%s' of type '%s' cannot be called."
            .formatted(trigger.name(), trigger.type().text()));
  }

  private static void requireFired(Firing firing) {
    if (firing.status() == Status.FAILED) {
      throw new WorkflowException(
          400, firing.code(), firing.error() == null ? firing.code() : firing.error().message());
    }
  }

  /** Creates the runs of a firing; returns the answer where somebody waits for one. */
  private @Nullable CompletableFuture<ResponseWaiters.Answer> start(
      WorkflowDirectory.Entry workflow,
      TriggerDefinition trigger,
      Firing firing,
      @Nullable RunRef awaited) {
    CompletableFuture<ResponseWaiters.Answer> answer =
        awaited == null || firing.runs().isEmpty() ? null : waiters.await(awaited);
    try {
      submit(workflow, trigger, firing);
    } catch (WorkflowException e) {
      if (awaited != null) {
        waiters.forget(awaited);
      }
      throw e;
    }
    return answer;
  }

  private @Nullable CompletableFuture<ResponseWaiters.Answer> startStateless(
      WorkflowDirectory.Entry workflow,
      WorkflowVersion version,
      TriggerDefinition trigger,
      Firing firing,
      boolean waits) {
    if (!enabled(workflow)) {
      throw new WorkflowException(
          409,
          "WorkflowTriggerIsNotEnabled",
          "The trigger '%s' cannot fire because its workflow is disabled."
              .formatted(trigger.name()));
    }
    CompletableFuture<ResponseWaiters.Answer> answer =
        stateless
            .start(version, trigger.name(), firing)
            .completeOnTimeout(
                new ResponseWaiters.Answer.Overdue(),
                environment.limits().responseWait().toMillis(),
                TimeUnit.MILLISECONDS);
    return waits && !firing.runs().isEmpty() ? answer : null;
  }

  private boolean enabled(WorkflowDirectory.Entry workflow) {
    return versions.record(shard, workflow.key()).filter(WorkflowRecord::enabled).isPresent();
  }

  /** Returns {@code {method?, relativePath?}} as {@code trigger()} shows them, or null. */
  private static @Nullable JsonNode inputs(TriggerDefinition trigger) {
    ObjectNode inputs = Json.object();
    for (String name : List.of("method", "relativePath")) {
      JsonNode value = trigger.inputs().source().path(name);
      if (trigger.type().isRequest() && value.isTextual()) {
        inputs.set(name, value);
      }
    }
    return inputs.isEmpty() ? null : inputs;
  }

  /**
   * Fires a trigger by hand ({@code triggers/{name}/run}): schedules and polls at once, Request
   * triggers with the given body.
   *
   * @throws WorkflowException when the trigger cannot fire
   */
  public void run(WorkflowDirectory.Entry workflow, String name, @Nullable JsonNode body) {
    WorkflowVersion version = version(workflow);
    TriggerDefinition trigger = trigger(version, name);
    ObjectNode outputs = null;
    if (body != null && !body.isMissingNode()) {
      outputs = Json.object();
      outputs.putObject("headers");
      outputs.set("body", body);
    }
    submit(
        workflow,
        trigger,
        firings.of(version, trigger, null, outputs, Firings.Occasion.scheduled(0)));
  }

  /**
   * Fires a trigger that is not called with the outputs of a check.
   *
   * @throws WorkflowException when the trigger cannot fire, or its expressions fail
   */
  public void fire(WorkflowDirectory.Entry workflow, String name, JsonNode outputs) {
    WorkflowVersion version = version(workflow);
    TriggerDefinition trigger = trigger(version, name);
    Firing firing = firings.of(version, trigger, null, outputs, Firings.Occasion.scheduled(0));
    submit(workflow, trigger, firing);
    requireFired(firing);
  }

  /** Has a poll made now instead of when it is due. */
  public void check(WorkflowDirectory.Entry workflow, TriggerRecord progress) {
    shard
        .submit(
            new WorkflowCommand.TriggerDue(workflow.key(), progress.name(), progress.generation()))
        .join();
  }

  /**
   * Fires a trigger again with what it gave an earlier run, on the current definition (§5.9).
   *
   * @param run one of the runs of the history entry
   * @throws WorkflowException when the trigger cannot fire
   */
  public void runAgain(
      WorkflowDirectory.Entry workflow,
      String name,
      String history,
      RunRef run,
      @Nullable JsonNode inputs,
      @Nullable JsonNode outputs) {
    WorkflowVersion version = version(workflow);
    TriggerDefinition trigger = trigger(version, name);
    Firings.Occasion occasion = Firings.Occasion.again(history);
    JsonNode loaded = environment.load(run, outputs);
    submit(workflow, trigger, firings.again(version, trigger, inputs, loaded, occasion));
  }

  /**
   * Does a part of an ended run again, from some of its actions on, as a new run on the same
   * version (§5.9). Variables begin with the values that they had at the end of the old run.
   *
   * @param run id of the old run
   * @param actions where to begin; outside of loops
   * @throws WorkflowException when that cannot be done
   */
  public void runAgainFrom(
      WorkflowDirectory.Entry workflow, RunRecord run, TriggerValues values, List<String> actions) {
    WorkflowVersion version = versions.of(shard, run);
    TriggerDefinition trigger = trigger(version, run.trigger());
    Resubmission part = Resubmission.of(version.definition(), actions);
    Firings.Occasion occasion = Firings.Occasion.again(run.origin());
    JsonNode loaded = environment.load(run.ref(), values.outputs());
    Firing firing = firings.again(version, trigger, values.inputs(), loaded, occasion);
    submit(
        workflow,
        firing,
        new WorkflowCommand.Resubmit(
            workflow.key(), trigger.name(), firing, run.ref(), part.again(), part.reopened()));
  }

  private ResponseRecord loaded(RunRef ref, ResponseRecord response) {
    return new ResponseRecord(
        response.statusCode(),
        response.headers(),
        environment.load(ref, response.body()),
        response.givenAt());
  }

  /** Returns where the status of a run can be read. */
  String location(WorkflowDirectory.Entry workflow, RunRef ref) {
    return urls.read(workflow, "/runs/" + ref.run() + "/operations/" + ref.run()).url("");
  }

  private long replyDueAt(boolean responds, boolean waits) {
    if (!responds) {
      return 0;
    }
    return environment.clock().millis()
        + (waits ? environment.limits().responseWait() : environment.limits().runDuration())
            .toMillis();
  }

  private void submit(WorkflowDirectory.Entry workflow, TriggerDefinition trigger, Firing firing) {
    List<Firing> parts = firing.parts(environment.limits().maxStepBytes());
    submit(
        workflow,
        firing,
        new WorkflowCommand.FireTrigger(workflow.key(), trigger.name(), parts.getFirst()));
    for (Firing part : parts.subList(1, parts.size())) {
      submit(workflow, part, new WorkflowCommand.FireMore(workflow.key(), trigger.name(), part));
    }
  }

  private void submit(
      WorkflowDirectory.Entry workflow, Firing firing, WorkflowCommand<Void> command) {
    try {
      shard.submit(command).join();
    } catch (CompletionException e) {
      firing.runs().forEach(run -> traces.refused(new RunRef(workflow.key(), run.id()), "refused"));
      environment.drop(new RunRef(workflow.key(), firing.name()), firing.outputs());
      if (e.getCause() instanceof WorkflowRejectedException refusal) {
        throw new WorkflowException(status(refusal.code()), refusal.code(), refusal.getMessage());
      }
      if (e.getCause() instanceof RejectedException) {
        throw new WorkflowException(
            413, StatusNames.of(413), "What the trigger received is larger than one run may hold.");
      }
      if (e.getCause() instanceof ShardUnavailableException) {
        throw new WorkflowException(
            503, StatusNames.of(503), "The workflow engine is busy; try again.");
      }
      throw e;
    }
  }

  private static int status(String code) {
    return switch (code) {
      case "WorkflowMaximumWaitingRunCountExceeded" -> 429;
      case "WorkflowTriggerIsNotEnabled" -> 409;
      default -> 404;
    };
  }

  private WorkflowVersion version(WorkflowDirectory.Entry workflow) {
    return versions
        .current(shard, workflow.key())
        .orElseThrow(
            () ->
                new WorkflowException(
                    404,
                    "WorkflowNotFound",
                    "The workflow '" + workflow.id() + "' could not be found."));
  }

  /** Standard's nested calls name no trigger: the one that can be called is meant (§4.5). */
  private static TriggerDefinition trigger(WorkflowVersion version, String name) {
    Optional<TriggerDefinition> found =
        name.isEmpty()
            ? version.definition().triggers().stream()
                .filter(trigger -> trigger.type().isRequest())
                .findFirst()
            : version.definition().trigger(name);
    return found.orElseThrow(
        () ->
            new WorkflowException(
                404,
                "WorkflowTriggerNotFound",
                "The workflow '%s' has no trigger '%s'.".formatted(version.name(), name)));
  }
}
