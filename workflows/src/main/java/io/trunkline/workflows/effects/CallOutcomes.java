package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.connector.CallResult;
import io.trunkline.workflows.connector.StatusNames;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.HostSettings;
import io.trunkline.workflows.definition.OperationOption;
import io.trunkline.workflows.definition.RetryPolicy;
import io.trunkline.workflows.definition.Status;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.state.ActionRecord;
import io.trunkline.workflows.state.Failure;
import io.trunkline.workflows.state.RunEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Decides what an answer means: done, try again, or ask again later (reference/workflows.md §5.4).
 */
final class CallOutcomes {
  /** Where to ask for the result of a call that was accepted; stands in the action's progress. */
  static final String LOCATION = "location";

  private CallOutcomes() {}

  /** Returns what is to be reported; the action's view is that of the call. */
  static List<RunEvent> of(CallSite site, CallAction type, CallResult result, Round round) {
    return switch (result) {
      case CallResult.NoAnswer none -> noAnswer(site, none, round);
      case CallResult.Answer answer -> answer(site, type, answer, round);
      case CallResult.Decided decided ->
          completed(site, StandInResults.outcome(decided, null), round);
    };
  }

  private static List<RunEvent> noAnswer(CallSite site, CallResult.NoAnswer none, Round round) {
    Failure failure = new Failure(none.code(), none.message());
    Optional<Duration> delay =
        none.mayRetry() ? policy(site, round).delay(retry(site), fraction(site)) : Optional.empty();
    if (delay.isPresent()) {
      return List.of(retry(site, none.code(), failure, delay.get()));
    }
    return completed(site, Outcome.failed(none.code(), none.message()), round);
  }

  private static List<RunEvent> answer(
      CallSite site, CallAction type, CallResult.Answer answer, Round round) {
    ActionDefinition action = site.action();
    String code = StatusNames.of(answer.statusCode());
    boolean follows =
        type.followsLocation() && !action.settings().has(OperationOption.DISABLE_ASYNC_PATTERN);
    String known = site.record().progress() == null ? null : location(site.record().progress());
    Optional<String> location = answer.header("Location").or(() -> Optional.ofNullable(known));
    if (answer.statusCode() == 202 && follows && location.isPresent()) {
      Duration wait = retryAfter(answer, site).orElse(site.environment().limits().pollInterval());
      return List.of(
          new RunEvent.CallPending(
              site.record().key(),
              Json.object().put(LOCATION, location.get()),
              site.environment().now() + wait.toMillis()));
    }
    if (answer.statusCode() >= 400) {
      RetryPolicy policy = policy(site, round);
      if (policy.retries(answer.statusCode())) {
        Optional<Duration> delay = policy.delay(retry(site), fraction(site));
        if (delay.isPresent()) {
          Duration asked = retryAfter(answer, site).orElse(Duration.ZERO);
          Duration wait = asked.compareTo(delay.get()) > 0 ? asked : delay.get();
          return List.of(retry(site, code, failure(code, answer), wait));
        }
      }
      return completed(
          site,
          new Outcome(
              Status.FAILED, code, failure(code, answer), null, answer.outputs(), List.of()),
          round);
    }
    try {
      Optional<JsonNode> progress = type.awaitsCallback(site, answer);
      if (progress.isPresent()) {
        return List.of(new RunEvent.CallbackAwaited(site.record().key(), progress.get()));
      }
    } catch (ExpressionException e) {
      return completed(site, Round.failed(e), round);
    }
    return completed(
        site, new Outcome(Status.SUCCEEDED, code, null, null, answer.outputs(), List.of()), round);
  }

  private static List<RunEvent> completed(CallSite site, Outcome outcome, Round round) {
    round.complete(site.action(), site.record().key(), outcome);
    return List.copyOf(round.events());
  }

  private static RunEvent retry(CallSite site, String code, Failure failure, Duration delay) {
    ActionRecord record = site.record();
    long now = site.environment().now();
    return new RunEvent.AttemptFailed(
        record.key(),
        new ActionRecord.Retry(record.startedAt(), now, code, failure),
        now + delay.toMillis());
  }

  private static Failure failure(String code, CallResult.Answer answer) {
    JsonNode error = answer.body() == null ? Json.object() : answer.body().path("error");
    String message = error.path("message").asText();
    return new Failure(
        error.path("code").isTextual() ? error.path("code").textValue() : code,
        message.isEmpty()
            ? "The call was answered with status %d (%s).".formatted(answer.statusCode(), code)
            : message);
  }

  /** A policy that cannot be read does not hide the answer: the default applies. */
  private static RetryPolicy policy(CallSite site, Round round) {
    RetryPolicy standard =
        site.version().host().retryPolicy(HostSettings.Operation.of(site.action().type()));
    try {
      return site.action()
          .settings()
          .retryPolicy()
          .map(
              template -> RetryPolicy.from(round.evaluate(template, site.record().key()), standard))
          .orElse(standard);
    } catch (ExpressionException | IllegalArgumentException e) {
      return standard;
    }
  }

  private static int retry(CallSite site) {
    return site.record().retries().size() + 1;
  }

  private static double fraction(CallSite site) {
    return site.environment().fraction();
  }

  private static String location(JsonNode progress) {
    return progress.path(LOCATION).textValue();
  }

  private static Optional<Duration> retryAfter(CallResult.Answer answer, CallSite site) {
    return RetryAfter.of(answer, site.environment().clock().instant());
  }
}
