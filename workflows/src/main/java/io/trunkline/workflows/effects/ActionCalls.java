package io.trunkline.workflows.effects;

import io.trunkline.kernel.Shard;
import io.trunkline.net.tracing.Trace;
import io.trunkline.workflows.connector.CallResult;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.ActionType;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.state.ActionRecord;
import io.trunkline.workflows.state.RunEvent;
import io.trunkline.workflows.state.RunView;
import io.trunkline.workflows.state.WorkKeys;
import io.trunkline.workflows.state.WorkflowCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the calls of actions, from the outbox: at least once, each attempt with the committed
 * inputs and its own idempotency key.
 */
final class ActionCalls {
  private static final Logger LOG = LoggerFactory.getLogger(ActionCalls.class);

  private final Shard<WorkflowCommand<?>> shard;
  private final RunScheduler scheduler;
  private final VersionCache versions;
  private final RunDecider decider;
  private final Map<ActionType, CallAction> types;
  private final Environment environment;
  private final Executor threads;

  ActionCalls(
      Shard<WorkflowCommand<?>> shard,
      RunScheduler scheduler,
      VersionCache versions,
      RunDecider decider,
      Map<ActionType, CallAction> types,
      Environment environment,
      Executor threads) {
    this.shard = shard;
    this.scheduler = scheduler;
    this.versions = versions;
    this.decider = decider;
    this.types = Map.copyOf(types);
    this.environment = environment;
    this.threads = threads;
  }

  /** Makes a call; the command says what came of it. */
  CompletionStage<WorkflowCommand<?>> deliver(WorkKeys.Call call) {
    CompletableFuture<WorkflowCommand<?>> report = new CompletableFuture<>();
    scheduler.ask(
        call.ref(),
        view -> {
          if (waiting(view, call)) {
            guard(report, () -> make(call, view.orElseThrow(), report));
          } else {
            // The view may lag behind the commit that made this call; the store does not.
            scheduler.askFresh(
                call.ref(),
                fresh ->
                    guard(
                        report,
                        () -> {
                          if (waiting(fresh, call)) {
                            make(call, fresh.orElseThrow(), report);
                          } else {
                            report.complete(nothing(call));
                          }
                        }));
          }
        });
    return report;
  }

  private void make(
      WorkKeys.Call call, RunView view, CompletableFuture<WorkflowCommand<?>> report) {
    CallSite site = site(call, view);
    CallAction type = types.get(site.action().type());
    Trace span =
        environment
            .tracing()
            .start("workflows", "action", TraceLinks.parent(view, site.context()))
            .attribute("workflow.name", site.version().name())
            .attribute("workflow.run", call.ref().run())
            .attribute("workflow.action", call.key().path())
            .attribute("workflow.action.type", site.action().type().text());
    CallAction.Call prepared;
    try {
      prepared = type.prepare(site);
    } catch (ExpressionException e) {
      span.failed(ExpressionException.CODE).close();
      report.complete(failed(call, view, e));
      return;
    }
    threads.execute(
        () ->
            send(prepared, span)
                .whenComplete(
                    (result, problem) -> {
                      if (problem instanceof IllegalStateException) {
                        // The node is not ready for it: the outbox makes the call again.
                        span.failed("not ready").close();
                        report.completeExceptionally(problem);
                        return;
                      }
                      CallResult outcome =
                          problem == null
                              ? result
                              : new CallResult.NoAnswer(
                                  "InternalServerError", String.valueOf(problem), true);
                      close(span, outcome);
                      report(call, outcome, report);
                    }));
  }

  static CompletionStage<CallResult> send(CallAction.Call prepared, Trace span) {
    try {
      return prepared.send(span);
    } catch (ConnectorException e) {
      return CompletableFuture.completedFuture(CallResult.refusal(e));
    } catch (IllegalArgumentException e) {
      return CompletableFuture.completedFuture(
          new CallResult.NoAnswer("BadRequest", e.getMessage(), false));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void report(
      WorkKeys.Call call, CallResult result, CompletableFuture<WorkflowCommand<?>> report) {
    scheduler.ask(
        call.ref(),
        view ->
            guard(
                report,
                () -> {
                  if (!waiting(view, call)) {
                    report.complete(nothing(call));
                    return;
                  }
                  CallSite site = site(call, view.orElseThrow());
                  Round round = new Round(site.version(), view.orElseThrow(), environment);
                  List<RunEvent> events =
                      CallOutcomes.of(site, types.get(site.action().type()), result, round);
                  report.complete(reported(call, site.version(), view.orElseThrow(), events));
                }));
  }

  /** Says what came of a call, and in the same commit what the run does next because of it. */
  private WorkflowCommand<?> reported(
      WorkKeys.Call call, WorkflowVersion version, RunView view, List<RunEvent> outcome) {
    long now = environment.now();
    List<RunEvent> events = new ArrayList<>(outcome);
    events.addFirst(new RunEvent.TimePassed(now));
    RunView draft = view.draft();
    draft.apply(events, now);
    return new WorkflowCommand.Report(
        call.ref(),
        call.key(),
        call.attempt(),
        call.id(),
        events,
        view.run().revision(),
        next(version, draft));
  }

  private List<RunEvent> next(WorkflowVersion version, RunView draft) {
    try {
      return decider.decide(version, draft);
    } catch (RuntimeException e) {
      // What came of the call is reported all the same; whoever decides next meets the problem.
      LOG.debug("run {} is decided about later", draft.run().ref().run(), e);
      return List.of();
    }
  }

  private CallSite site(WorkKeys.Call call, RunView view) {
    WorkflowVersion version = versions.of(shard, view.run());
    ActionDefinition action = version.definition().action(call.key().name()).orElseThrow();
    ActionRecord record = view.action(call.key());
    RunContext context =
        new RunContext(
            version, view, Place.of(version.definition(), call.key()), environment, record);
    return new CallSite(
        action, record, context, version, view.run(), environment.of(version), call.id());
  }

  private WorkflowCommand<?> failed(WorkKeys.Call call, RunView view, ExpressionException e) {
    CallSite site = site(call, view);
    Round round = new Round(site.version(), view, environment);
    round.complete(site.action(), call.key(), Round.failed(e));
    return reported(call, site.version(), view, List.copyOf(round.events()));
  }

  private static boolean waiting(Optional<RunView> view, WorkKeys.Call call) {
    if (view.isEmpty() || view.get().run().status().ended()) {
      return false;
    }
    ActionRecord record = view.get().action(call.key());
    return record != null && !record.status().ended() && record.attempt() == call.attempt();
  }

  private static WorkflowCommand<?> nothing(WorkKeys.Call call) {
    return new WorkflowCommand.Report(call.ref(), call.key(), call.attempt(), call.id(), List.of());
  }

  static void close(Trace span, CallResult result) {
    switch (result) {
      case CallResult.Answer answer -> {
        span.attribute("http.response.status_code", Integer.toString(answer.statusCode()));
        if (answer.statusCode() >= 400) {
          span.failed("status " + answer.statusCode());
        }
      }
      case CallResult.NoAnswer none -> span.failed(none.code());
      case CallResult.Decided decided -> span.attribute("workflow.status", decided.status().text());
    }
    span.close();
  }

  /** Whatever goes wrong fails the delivery, which is then repeated. */
  private static void guard(CompletableFuture<WorkflowCommand<?>> report, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      report.completeExceptionally(e);
    }
  }
}
