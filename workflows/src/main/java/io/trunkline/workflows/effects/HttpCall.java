package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.http.HttpCaller;
import io.trunkline.net.tracing.Trace;
import io.trunkline.workflows.connector.Authentication;
import io.trunkline.workflows.connector.HttpRequest;
import io.trunkline.workflows.connector.HttpTransfer;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.HostSettings;
import io.trunkline.workflows.definition.OperationOption;
import io.trunkline.workflows.definition.RuntimeConfiguration;
import io.trunkline.workflows.expression.ExpressionException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The {@code Http} action, and others that come to a request (reference/workflows.md §4.2). */
final class HttpCall implements CallAction {
  /** Says which request an action makes. */
  @FunctionalInterface
  interface Source {
    /**
     * Takes from the run what the request needs; it is made of that later, on another thread.
     *
     * @return the request as {@link HttpRequest#of} reads it
     */
    Supplier<JsonNode> request(CallSite site);
  }

  private final HttpCaller http;
  private final Authentication authentication;
  private final Source source;

  /** Makes the request that the inputs are. */
  HttpCall(HttpCaller http, Authentication authentication) {
    this(http, authentication, site -> site::inputs);
  }

  HttpCall(HttpCaller http, Authentication authentication, Source source) {
    this.http = http;
    this.authentication = authentication;
    this.source = source;
  }

  @Override
  public boolean followsLocation() {
    return true;
  }

  @Override
  public JsonNode inputs(ActionDefinition action, RunContext context) {
    return MaskedInputs.evaluate(action, context);
  }

  @Override
  public Call prepare(CallSite site) {
    Optional<JsonNode> credentials = site.authentication();
    Supplier<JsonNode> described = source.request(site);
    HttpTransfer.Settings settings = settings(site);
    Map<String, String> headers =
        site.action().settings().has(OperationOption.SUPPRESS_WORKFLOW_HEADERS)
            ? Map.of()
            : WorkflowHeaders.ofCall(site);
    return span -> {
      Authentication.Applied applied =
          authentication.apply(credentials, site.version().id(), span.context());
      HttpRequest request = request(described.get(), site, applied);
      describe(request, span);
      HttpTransfer transfer = new HttpTransfer(http, headers, settings, span.context());
      return CompletableFuture.completedFuture(transfer.send(request));
    };
  }

  private static HttpRequest request(
      JsonNode described, CallSite site, Authentication.Applied applied) {
    JsonNode progress = site.record().progress();
    return progress == null
        ? HttpRequest.of(described, applied)
        : HttpRequest.following(described, progress.path(CallOutcomes.LOCATION).asText(), applied);
  }

  static void describe(HttpRequest request, Trace span) {
    String address = request.uri().toString();
    int query = address.indexOf('?');
    span.attribute("http.request.method", request.method())
        .attribute("url.full", query < 0 ? address : address.substring(0, query));
  }

  static HttpTransfer.Settings settings(CallSite site) {
    RuntimeConfiguration runtime = site.action().settings().runtime();
    WorkflowLimits limits = site.environment().limits();
    Duration timeout =
        runtime
            .requestTimeout()
            .map(
                template ->
                    Durations.required(template.evaluate(site.context()), "requestOptions.timeout"))
            .orElseGet(
                () ->
                    site.version()
                        .host()
                        .requestTimeout(
                            HostSettings.Operation.of(site.action().type()),
                            limits.requestTimeout()));
    int items =
        runtime
            .minimumItemCount()
            .map(template -> items(template.evaluate(site.context())))
            .orElse(0);
    return new HttpTransfer.Settings(
        timeout, limits.maxBodyBytes(), limits.chunkBytes(), runtime.isChunked(), items);
  }

  private static int items(JsonNode value) {
    if (!value.isIntegralNumber() || value.longValue() < 1) {
      throw new ExpressionException(
          "InvalidPaginationPolicy: the 'minimumItemCount' must be a positive integer.");
    }
    return (int) Math.min(value.longValue(), HttpTransfer.MAX_ITEMS);
  }
}
