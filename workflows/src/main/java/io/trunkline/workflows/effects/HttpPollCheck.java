package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpCaller;
import io.trunkline.workflows.connector.Authentication;
import io.trunkline.workflows.connector.CallResult;
import io.trunkline.workflows.connector.HttpRequest;
import io.trunkline.workflows.connector.HttpTransfer;
import io.trunkline.workflows.connector.StatusNames;
import io.trunkline.workflows.definition.HostSettings;
import io.trunkline.workflows.definition.RetryPolicy;
import io.trunkline.workflows.definition.Status;
import io.trunkline.workflows.expression.value.ObjectProperties;
import io.trunkline.workflows.state.Failure;
import io.trunkline.workflows.state.Firing;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The polling {@code Http} trigger, and others that come to a request (reference/workflows.md
 * §3.4): 202 means nothing new, every other success fires; {@code Location} and {@code Retry-After}
 * say where and when to ask next.
 */
final class HttpPollCheck implements TriggerCheck {
  private static final String LOCATION = "location";
  private static final String RETRIES = "retries";

  private final HttpCaller http;
  private final Authentication authentication;
  private final Firings firings;
  private final UnaryOperator<JsonNode> source;

  /** Asks with the request that the inputs are. */
  HttpPollCheck(HttpCaller http, Authentication authentication, Firings firings) {
    this(http, authentication, firings, inputs -> inputs);
  }

  /**
   * @param source makes a request, as {@link HttpRequest#of} reads it, of the inputs
   */
  HttpPollCheck(
      HttpCaller http,
      Authentication authentication,
      Firings firings,
      UnaryOperator<JsonNode> source) {
    this.http = http;
    this.authentication = authentication;
    this.firings = firings;
    this.source = source;
  }

  @Override
  public Result check(Site site) {
    JsonNode inputs = site.trigger().inputs().evaluate(site.context());
    Authentication.Applied applied =
        authentication.apply(
            ObjectProperties.find(inputs, "authentication"), site.version().id(), null);
    String known = site.state().path(LOCATION).asText("");
    JsonNode described = source.apply(inputs);
    HttpRequest request =
        known.isEmpty()
            ? HttpRequest.of(described, applied)
            : HttpRequest.following(described, known, applied);
    WorkflowLimits limits = site.environment().of(site.version()).limits();
    HttpTransfer.Settings settings =
        new HttpTransfer.Settings(
            site.version()
                .host()
                .requestTimeout(HostSettings.Operation.HTTP, limits.requestTimeout()),
            limits.maxBodyBytes(),
            limits.chunkBytes(),
            site.trigger().settings().runtime().isChunked(),
            0);
    return switch (new HttpTransfer(http, Map.of(), settings, null).send(request)) {
      case CallResult.NoAnswer none ->
          failed(site, none.code(), none.message(), none.mayRetry(), Duration.ZERO, known);
      case CallResult.Answer answer -> answered(site, MaskedInputs.masked(inputs), answer, known);
    };
  }

  private Result answered(
      Site site, JsonNode inputs, CallResult.Answer answer, String knownLocation) {
    Environment environment = site.environment();
    String code = StatusNames.of(answer.statusCode());
    Optional<Duration> wait = RetryAfter.of(answer, environment.clock().instant());
    if (answer.statusCode() >= 400) {
      boolean retries = policy(site).retries(answer.statusCode());
      String message = "The poll was answered with status %d.".formatted(answer.statusCode());
      return failed(site, code, message, retries, wait.orElse(Duration.ZERO), knownLocation);
    }
    ObjectNode state = Json.object();
    answer.header("Location").ifPresent(location -> state.put(LOCATION, location));
    long nextAt = wait.map(pause -> environment.now() + pause.toMillis()).orElse(site.nextAt());
    Firing firing =
        answer.statusCode() == 202
            ? firings.without(Status.SKIPPED, code, null, site.check().scheduledAt())
            : firings.of(
                site.version(),
                site.trigger(),
                inputs,
                answer.outputs(),
                Firings.Occasion.scheduled(site.check().scheduledAt()));
    return new Result(firing, nextAt, state, null);
  }

  /** A poll that fails is repeated by its policy before it counts as failed. */
  private Result failed(
      Site site,
      String code,
      String message,
      boolean mayRetry,
      Duration asked,
      String knownLocation) {
    Environment environment = site.environment();
    int retries = site.state().path(RETRIES).asInt();
    ObjectNode state = Json.object();
    if (!knownLocation.isEmpty()) {
      state.put(LOCATION, knownLocation);
    }
    Optional<Duration> delay =
        mayRetry ? policy(site).delay(retries + 1, environment.fraction()) : Optional.empty();
    if (delay.isPresent()) {
      Duration wait = asked.compareTo(delay.get()) > 0 ? asked : delay.get();
      state.put(RETRIES, retries + 1);
      return new Result(null, environment.now() + wait.toMillis(), state, null);
    }
    Firing firing =
        firings.without(
            Status.FAILED, code, new Failure(code, message), site.check().scheduledAt());
    return new Result(firing, site.nextAt(), state, null);
  }

  private static RetryPolicy policy(Site site) {
    RetryPolicy standard = site.version().host().retryPolicy(HostSettings.Operation.HTTP);
    try {
      return site.trigger()
          .settings()
          .retryPolicy()
          .map(template -> RetryPolicy.from(template.evaluate(site.context()), standard))
          .orElse(standard);
    } catch (IllegalArgumentException e) {
      return standard;
    }
  }
}
