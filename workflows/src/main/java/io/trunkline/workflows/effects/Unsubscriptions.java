package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.http.HttpCaller;
import io.trunkline.net.tracing.Trace;
import io.trunkline.workflows.connector.Authentication;
import io.trunkline.workflows.connector.CallResult;
import io.trunkline.workflows.connector.Connections;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.connector.Connectors;
import io.trunkline.workflows.connector.HttpRequest;
import io.trunkline.workflows.connector.HttpTransfer;
import io.trunkline.workflows.connector.StatusNames;
import io.trunkline.workflows.expression.value.ObjectProperties;
import io.trunkline.workflows.state.WorkKeys;
import io.trunkline.workflows.state.WorkflowCommand;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes subscriptions of webhooks back, from the outbox: again and again until somebody answers,
 * for a day at most (reference/workflows.md §3.7, §4.3).
 */
public final class Unsubscriptions {
  private static final Logger LOG = LoggerFactory.getLogger(Unsubscriptions.class);

  private final HttpCaller http;
  private final Authentication authentication;
  private final ConnectorSubscriptions subscriptions;
  private final Environment environment;

  public Unsubscriptions(
      HttpCaller http,
      Authentication authentication,
      Connections connections,
      Connectors connectors,
      Environment environment) {
    this.http = http;
    this.authentication = authentication;
    this.subscriptions = new ConnectorSubscriptions(connections, connectors);
    this.environment = environment;
  }

  CompletionStage<WorkflowCommand<?>> deliver(WorkKeys.Unsubscribe work, Executor threads) {
    return CompletableFuture.supplyAsync(() -> send(work), threads);
  }

  private WorkflowCommand<?> send(WorkKeys.Unsubscribe work) {
    String problem = attempt(work.request());
    if (!problem.isEmpty()) {
      if (environment.now() < work.giveUpAt()) {
        throw new IllegalStateException("cannot unsubscribe yet: " + problem);
      }
      LOG.warn(
          "The webhook subscription of '{}' could not be taken back and stays with its provider:"
              + " {}",
          work.request().path("workflowId").asText(),
          problem);
    }
    return new WorkflowCommand.Finish(work.id());
  }

  /** Returns why it did not work, or an empty text. */
  private String attempt(JsonNode request) {
    try {
      if (ConnectorSubscriptions.made(request)) {
        return takenBack(request);
      }
      Authentication.Applied applied =
          authentication.apply(
              ObjectProperties.find(request, "authentication"),
              request.path("workflowId").asText(),
              null);
      WorkflowLimits limits = environment.limits();
      HttpTransfer transfer =
          new HttpTransfer(
              http,
              Map.of(),
              new HttpTransfer.Settings(
                  limits.requestTimeout(), limits.maxBodyBytes(), limits.chunkBytes(), false, 0),
              null);
      return switch (transfer.send(HttpRequest.of(request, applied))) {
        case CallResult.NoAnswer none -> none.message();
        case CallResult.Answer answer
            when answer.statusCode() == 429 || answer.statusCode() >= 500 ->
            StatusNames.of(answer.statusCode());
        case CallResult.Answer ignored -> "";
      };
    } catch (ConnectorException | IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** A refusal that another attempt would get as well is the end of it. */
  private String takenBack(JsonNode request) {
    try (Trace span = environment.tracing().start("workflows", "unsubscribe", null)) {
      subscriptions.takeBack(request, environment.limits(), span);
      return "";
    } catch (ConnectorException e) {
      if (e.statusCode() == 429 || e.statusCode() >= 500) {
        return String.valueOf(e.getMessage());
      }
      LOG.warn(
          "The subscription of '{}' is not taken back: {}",
          request.path("workflowId").asText(),
          e.getMessage());
      return "";
    }
  }
}
