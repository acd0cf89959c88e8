package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.kernel.Shard;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpCaller;
import io.trunkline.net.tracing.Trace;
import io.trunkline.workflows.connector.Authentication;
import io.trunkline.workflows.connector.Connection;
import io.trunkline.workflows.connector.Connections;
import io.trunkline.workflows.connector.ConnectorCall;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.connector.Connectors;
import io.trunkline.workflows.connector.ManagedApis;
import io.trunkline.workflows.connector.Operation;
import io.trunkline.workflows.connector.Poll;
import io.trunkline.workflows.definition.Status;
import io.trunkline.workflows.definition.TriggerDefinition;
import io.trunkline.workflows.definition.TriggerType;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.state.CheckSettled;
import io.trunkline.workflows.state.Failure;
import io.trunkline.workflows.state.Firing;
import io.trunkline.workflows.state.WorkKeys;
import io.trunkline.workflows.state.WorkflowCommand;
import io.trunkline.workflows.state.WorkflowRejectedException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks triggers whose time has come: schedules fire, polls ask connectors. What a check received
 * is settled once its runs are committed: a crash before that gives it back.
 */
public final class TriggerChecks {
  private static final Logger LOG = LoggerFactory.getLogger(TriggerChecks.class);

  private final VersionCache versions;
  private final Firings firings;
  private final Connections connections;
  private final Connectors connectors;
  private final Environment environment;
  private final Map<TriggerType, TriggerCheck> types = new EnumMap<>(TriggerType.class);
  private @Nullable Shard<WorkflowCommand<?>> shard;
  private @Nullable Executor threads;

  public TriggerChecks(
      VersionCache versions,
      Firings firings,
      Connections connections,
      Connectors connectors,
      HttpCaller http,
      Authentication authentication,
      ManagedApis managedApis,
      CallbackAddresses addresses,
      Environment environment) {
    this.versions = versions;
    this.firings = firings;
    this.connections = connections;
    this.connectors = connectors;
    this.environment = environment;
    types.put(TriggerType.RECURRENCE, new RecurrenceCheck(firings));
    types.put(TriggerType.SLIDING_WINDOW, new SlidingWindowCheck(firings));
    types.put(TriggerType.BATCH, new BatchCheck());
    types.put(TriggerType.HTTP, new HttpPollCheck(http, authentication, firings));
    types.put(
        TriggerType.API_MANAGEMENT,
        new HttpPollCheck(http, authentication, firings, managedApis::request));
    types.put(
        TriggerType.HTTP_WEBHOOK,
        new WebhookSubscribeCheck(new HttpSubscriber(http, authentication), addresses, firings));
    types.put(
        TriggerType.API_CONNECTION_WEBHOOK,
        new WebhookSubscribeCheck(
            new ConnectorSubscriber(new ConnectorSubscriptions(connections, connectors)),
            addresses,
            firings));
  }

  synchronized void leading(Shard<WorkflowCommand<?>> leader, Executor executor) {
    shard = leader;
    threads = executor;
  }

  synchronized void following() {
    shard = null;
  }

  /** Makes a check; the command says what came of it and when to check again. */
  synchronized CompletionStage<WorkflowCommand<?>> deliver(WorkKeys.Check check) {
    Shard<WorkflowCommand<?>> leader = shard;
    if (leader == null || threads == null) {
      return CompletableFuture.failedFuture(new IllegalStateException("does not lead"));
    }
    return CompletableFuture.supplyAsync(() -> inParts(check(check, leader), leader), threads);
  }

  /**
   * What a check has received may make more runs than one entry holds: those beyond are created
   * before the check ends, so that nothing is settled before its runs exist.
   */
  private WorkflowCommand<?> inParts(WorkflowCommand<?> command, Shard<WorkflowCommand<?>> leader) {
    if (!(command instanceof WorkflowCommand.TriggerChecked checked) || checked.firing() == null) {
      return command;
    }
    List<Firing> parts = checked.firing().parts(environment.limits().maxStepBytes());
    try {
      for (Firing part : parts.subList(1, parts.size())) {
        leader
            .submit(new WorkflowCommand.FireMore(checked.workflow(), checked.trigger(), part))
            .join();
      }
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof WorkflowRejectedException)) {
        throw e;
      }
      // The workflow was switched off or removed meanwhile: the check finds that, too.
    }
    return checked.with(parts.getFirst());
  }

  private WorkflowCommand<?> check(WorkKeys.Check check, Shard<WorkflowCommand<?>> leader) {
    Optional<WorkflowVersion> version = versions.current(leader, check.workflow());
    Optional<TriggerDefinition> trigger =
        version.flatMap(current -> current.definition().trigger(check.trigger()));
    if (trigger.isEmpty()) {
      return checked(check, null, 0, null, null);
    }
    long nextAt = 0;
    try {
      nextAt = Schedules.next(trigger.get(), version.get(), environment);
      TriggerCheck type = types.get(trigger.get().type());
      return type == null
          ? poll(version.get(), trigger.get(), check, nextAt)
          : type.check(
                  new TriggerCheck.Site(version.get(), trigger.get(), check, nextAt, environment))
              .of(check);
    } catch (ConnectorException e) {
      return checked(
          check, failed(check, e.code(), e.getMessage()), later(nextAt), check.state(), null);
    } catch (ExpressionException e) {
      return checked(
          check,
          failed(check, ExpressionException.CODE, e.getMessage()),
          later(nextAt),
          check.state(),
          null);
    }
  }

  private WorkflowCommand<?> poll(
      WorkflowVersion version, TriggerDefinition trigger, WorkKeys.Check check, long nextAt) {
    JsonNode inputs = trigger.inputs().evaluate(TriggerContext.before(version, environment));
    boolean managed = trigger.type() == TriggerType.API_CONNECTION;
    String reference = managed ? ConnectionNames.managed(inputs) : ConnectionNames.builtIn(inputs);
    Connection connection = connection(version, reference);
    Poll poll;
    try (Trace span = environment.tracing().start("workflows", "poll", null)) {
      span.attribute("workflow.name", version.name())
          .attribute("workflow.trigger", trigger.name())
          .attribute("workflow.connector", connection.connector());
      ConnectorCall call =
          new ConnectorCall(
              managed ? Operation.managed(inputs) : Operation.builtIn(inputs),
              connection,
              check.id(),
              span,
              environment.limits().receiveWait(),
              environment.limits().maxBodyBytes());
      poll = connectors.of(connection).poll(call, check.state());
    }
    if (poll.outputs() == null) {
      return checked(check, null, later(nextAt), poll.state(), null);
    }
    Firing firing =
        firings.of(
            version,
            trigger,
            inputs,
            poll.outputs(),
            Firings.Occasion.scheduled(check.scheduledAt()));
    return checked(
        check,
        firing,
        poll.more() ? environment.now() : later(nextAt),
        poll.state(),
        settlement(check, reference, poll.settlement(), firing));
  }

  private static @Nullable JsonNode settlement(
      WorkKeys.Check check, String reference, @Nullable ObjectNode received, Firing firing) {
    if (received == null) {
      return null;
    }
    return received
        .put("workflow", check.workflow())
        .put("reference", reference)
        .put("giveBack", firing.status() == Status.FAILED);
  }

  /** Settles what was received, now that it is known whether its runs exist. */
  void settled(CheckSettled settled) {
    Shard<WorkflowCommand<?>> leader = shard;
    JsonNode settlement = settled.settlement();
    boolean accepted = settled.accepted() && !settlement.path("giveBack").asBoolean();
    if (leader != null && threads != null) {
      threads.execute(() -> settle(settlement, accepted, leader));
    }
  }

  private void settle(JsonNode settlement, boolean accepted, Shard<WorkflowCommand<?>> leader) {
    try {
      Optional<WorkflowVersion> version =
          versions.current(leader, settlement.path("workflow").asText());
      if (version.isPresent()) {
        Connection connection = connection(version.get(), settlement.path("reference").asText());
        connectors.of(connection).settle(settlement, accepted, connection);
      }
    } catch (ConnectorException | CompletionException e) {
      LOG.warn(
          "What started runs could not be settled and will be delivered again: {}", e.getMessage());
    }
  }

  private Connection connection(WorkflowVersion version, String reference) {
    return connections.find(
        version.parameter("$connections").orElse(Json.object()), reference, version.id());
  }

  private Firing failed(WorkKeys.Check check, String code, String message) {
    return firings.without(Status.FAILED, code, new Failure(code, message), check.scheduledAt());
  }

  private static WorkflowCommand<?> checked(
      WorkKeys.Check check,
      @Nullable Firing firing,
      long nextAt,
      @Nullable JsonNode state,
      @Nullable JsonNode settlement) {
    return new WorkflowCommand.TriggerChecked(
        check.workflow(),
        check.trigger(),
        check.generation(),
        check.id(),
        firing,
        nextAt,
        state,
        settlement);
  }

  /** Keeps a poll that found nothing, or failed, from being repeated without a pause. */
  private long later(long nextAt) {
    return Math.max(nextAt, environment.now() + Duration.ofSeconds(1).toMillis());
  }
}
