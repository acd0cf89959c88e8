package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.tracing.Trace;
import io.trunkline.workflows.connector.CallResult;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.state.ActionRecord;
import io.trunkline.workflows.state.Firing;
import io.trunkline.workflows.state.MemoryRun;
import io.trunkline.workflows.state.ResponseRecord;
import io.trunkline.workflows.state.RunChanged;
import io.trunkline.workflows.state.RunEvent;
import io.trunkline.workflows.state.RunRef;
import io.trunkline.workflows.state.WorkKeys;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs stateless workflows: in memory, without a word in the log, and without a history
 * (reference/workflows.md §5.11). What a crash interrupts is lost; the caller gets no answer and
 * has to ask again.
 */
public final class StatelessRuns {
  private static final Logger LOG = LoggerFactory.getLogger(StatelessRuns.class);

  /** How long at most a run sleeps before it looks at the clock again. */
  private static final long LONGEST_SLEEP_MILLIS = 50;

  private final ActionTypes types;
  private final RunTraces traces;
  private final Environment environment;
  private final Executor threads;
  private final Environment durable;
  private final RunDecider decider;

  public StatelessRuns(
      ActionTypes types, RunTraces traces, Environment environment, Executor threads) {
    this.types = types;
    this.traces = traces;
    this.durable = environment;
    this.environment = environment.forStateless();
    this.threads = threads;
    this.decider = new RunDecider(types.instant(), types.calls(), this.environment);
  }

  /**
   * Runs what a firing starts, each run on a thread of its own.
   *
   * @return what the first run answers; empty answers come with its end
   */
  public CompletableFuture<ResponseWaiters.Answer> start(
      WorkflowVersion version, String trigger, Firing firing) {
    CompletableFuture<ResponseWaiters.Answer> answer = new CompletableFuture<>();
    for (Firing.NewRun run : firing.runs()) {
      MemoryRun memory =
          MemoryRun.of(
              version.record().workflow(),
              version.record().version(),
              trigger,
              firing,
              run,
              inMemory(version, firing, run),
              environment.now());
      threads.execute(() -> new Turn(version, memory, answer).go());
    }
    return answer;
  }

  /** Returns trigger outputs; what was kept in pieces is not needed there. */
  private @Nullable JsonNode inMemory(WorkflowVersion version, Firing firing, Firing.NewRun run) {
    RunRef ref = new RunRef(version.record().workflow(), firing.name());
    JsonNode outputs = outputs(firing, run);
    JsonNode whole = durable.load(ref, outputs);
    durable.drop(ref, outputs);
    return whole;
  }

  private static @Nullable JsonNode outputs(Firing firing, Firing.NewRun run) {
    return firing.split() ? Firing.withBody(firing.outputs(), run.body()) : firing.outputs();
  }

  /** One run, on one thread; its calls are made on others. */
  private final class Turn {
    private final WorkflowVersion version;
    private final MemoryRun run;
    private final CompletableFuture<ResponseWaiters.Answer> answer;
    private final BlockingQueue<Runnable> results = new LinkedBlockingQueue<>();

    Turn(WorkflowVersion version, MemoryRun run, CompletableFuture<ResponseWaiters.Answer> answer) {
      this.version = version;
      this.run = run;
      this.answer = answer;
    }

    void go() {
      try {
        while (!run.run().status().ended()) {
          List<RunEvent> events = decider.decide(version, run);
          if (events.isEmpty()) {
            await();
          } else {
            apply(events);
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        LOG.error("A stateless run of {} failed; report this.", version.id(), e);
      } finally {
        answer.complete(new ResponseWaiters.Answer.None());
      }
    }

    private void apply(List<RunEvent> events) {
      long now = environment.now();
      run.apply(events, now);
      for (RunEvent event : events) {
        if (event instanceof RunEvent.ResponseGiven given) {
          answer.complete(
              new ResponseWaiters.Answer.Given(
                  new ResponseRecord(given.statusCode(), given.headers(), given.body(), now)));
        }
      }
      traces.changed(new RunChanged(run.run().ref(), 1, now, events));
      run.takeCalls().forEach(this::call);
    }

    /** Waits for the result of a call, or until something is due. */
    private void await() throws InterruptedException {
      long sleep = Math.clamp(run.nextDueAt() - environment.now(), 0, LONGEST_SLEEP_MILLIS);
      Runnable result = results.poll(sleep, TimeUnit.MILLISECONDS);
      if (result != null) {
        result.run();
      } else {
        run.takeDue(environment.now()).ifPresent(event -> apply(List.of(event)));
      }
    }

    private void call(WorkKeys.Call call) {
      CallSite site = site(call);
      CallAction type = types.calls().get(site.action().type());
      Trace span =
          environment
              .tracing()
              .start("workflows", "action", TraceLinks.parent(run, site.context()))
              .attribute("workflow.name", version.name())
              .attribute("workflow.run", call.ref().run())
              .attribute("workflow.action", call.key().path());
      CallAction.Call prepared;
      try {
        prepared = type.prepare(site);
      } catch (ExpressionException e) {
        span.failed(ExpressionException.CODE).close();
        Round round = new Round(version, run, environment);
        round.complete(site.action(), call.key(), Round.failed(e));
        results.add(() -> apply(List.copyOf(round.events())));
        return;
      }
      threads.execute(
          () ->
              ActionCalls.send(prepared, span)
                  .whenComplete(
                      (result, problem) -> {
                        CallResult outcome =
                            problem == null
                                ? result
                                : new CallResult.NoAnswer(
                                    "InternalServerError", String.valueOf(problem), true);
                        ActionCalls.close(span, outcome);
                        results.add(() -> report(call, outcome));
                      }));
    }

    private void report(WorkKeys.Call call, CallResult result) {
      ActionRecord record = run.action(call.key());
      if (record == null || record.status().ended() || record.attempt() != call.attempt()) {
        return;
      }
      CallSite site = site(call);
      Round round = new Round(version, run, environment);
      apply(CallOutcomes.of(site, types.calls().get(site.action().type()), result, round));
    }

    private CallSite site(WorkKeys.Call call) {
      ActionDefinition action = version.definition().action(call.key().name()).orElseThrow();
      ActionRecord record = run.action(call.key());
      RunContext context =
          new RunContext(
              version, run, Place.of(version.definition(), call.key()), environment, record);
      return new CallSite(
          action, record, context, version, run.run(), environment.of(version), call.id());
    }
  }
}
