package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.kernel.Shard;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.connector.BuiltInServiceBus;
import io.trunkline.workflows.connector.Connections;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.connector.ManagedServiceBus;
import io.trunkline.workflows.connector.ServiceBusClient;
import io.trunkline.workflows.connector.ServiceBusConnection;
import io.trunkline.workflows.connector.ServiceBusOperation;
import io.trunkline.workflows.connector.ServiceBusPort;
import io.trunkline.workflows.definition.Status;
import io.trunkline.workflows.definition.TriggerDefinition;
import io.trunkline.workflows.definition.TriggerType;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.state.CheckSettled;
import io.trunkline.workflows.state.Failure;
import io.trunkline.workflows.state.Firing;
import io.trunkline.workflows.state.WorkKeys;
import io.trunkline.workflows.state.WorkflowCommand;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks triggers whose time has come: schedules fire, polls of Service Bus receive. What a check
 * received is settled once its runs are committed: a crash before that gives it back.
 */
public final class TriggerChecks {
  private static final Logger LOG = LoggerFactory.getLogger(TriggerChecks.class);

  private final VersionCache versions;
  private final Firings firings;
  private final Connections connections;
  private final ServiceBusClient serviceBus;
  private final Environment environment;
  private @Nullable Shard<WorkflowCommand<?>> shard;
  private @Nullable Executor threads;

  public TriggerChecks(
      VersionCache versions,
      Firings firings,
      Connections connections,
      ServiceBusClient serviceBus,
      Environment environment) {
    this.versions = versions;
    this.firings = firings;
    this.connections = connections;
    this.serviceBus = serviceBus;
    this.environment = environment;
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
    return CompletableFuture.supplyAsync(() -> check(check, leader), threads);
  }

  private WorkflowCommand<?> check(WorkKeys.Check check, Shard<WorkflowCommand<?>> leader) {
    Optional<WorkflowVersion> version = versions.current(leader, check.workflow());
    Optional<TriggerDefinition> trigger =
        version.flatMap(current -> current.definition().trigger(check.trigger()));
    if (trigger.isEmpty()) {
      return checked(check, null, 0, null);
    }
    long nextAt = 0;
    try {
      nextAt = Schedules.next(trigger.get(), version.get(), environment);
      return trigger.get().type() == TriggerType.RECURRENCE
          ? checked(check, scheduled(version.get(), trigger.get(), check), nextAt, null)
          : poll(version.get(), trigger.get(), check, nextAt);
    } catch (ConnectorException e) {
      return checked(check, failed(check, e.code(), e.getMessage()), later(nextAt), null);
    } catch (ExpressionException e) {
      return checked(
          check, failed(check, ExpressionException.CODE, e.getMessage()), later(nextAt), null);
    }
  }

  private Firing scheduled(
      WorkflowVersion version, TriggerDefinition trigger, WorkKeys.Check check) {
    return firings.of(
        version, trigger, null, null, Firings.Occasion.scheduled(check.scheduledAt()));
  }

  private WorkflowCommand<?> poll(
      WorkflowVersion version, TriggerDefinition trigger, WorkKeys.Check check, long nextAt) {
    JsonNode inputs = trigger.inputs().evaluate(TriggerContext.before(version, environment));
    boolean managed = trigger.type() == TriggerType.API_CONNECTION;
    ServiceBusOperation operation =
        managed ? ManagedServiceBus.parse(inputs) : BuiltInServiceBus.parse(inputs);
    if (!(operation instanceof ServiceBusOperation.Receive receive)) {
      throw new ConnectorException(
          400, "BadRequest", "The operation of a trigger must receive messages.");
    }
    String reference = managed ? ConnectionNames.managed(inputs) : ConnectionNames.builtIn(inputs);
    List<ServiceBusPort.LockedMessage> messages =
        join(
            serviceBus.receive(
                receive, connection(version, reference), environment.limits().receiveWait()));
    if (messages.isEmpty()) {
      return checked(check, null, later(nextAt), null);
    }
    ObjectNode outputs = Json.object();
    outputs.set("body", ServiceBusClient.body(receive, messages));
    Firing firing =
        firings.of(
            version, trigger, inputs, outputs, Firings.Occasion.scheduled(check.scheduledAt()));
    // More may be there: the recurrence counts only when a poll finds nothing (§6.1).
    return checked(
        check, firing, environment.now(), settlement(check, reference, receive, messages, firing));
  }

  private JsonNode settlement(
      WorkKeys.Check check,
      String reference,
      ServiceBusOperation.Receive receive,
      List<ServiceBusPort.LockedMessage> messages,
      Firing firing) {
    ObjectNode settlement = Json.object();
    settlement.put("workflow", check.workflow());
    settlement.put("reference", reference);
    settlement.put("entityPath", receive.entityPath());
    settlement.put("complete", receive.autoComplete() && firing.status() != Status.FAILED);
    settlement.put("giveBack", firing.status() == Status.FAILED);
    var tokens = settlement.putArray("lockTokens");
    messages.forEach(message -> tokens.add(message.lockToken()));
    return settlement;
  }

  /** Completes what was received once the runs exist, or gives it back. */
  void settled(CheckSettled settled) {
    Shard<WorkflowCommand<?>> leader = shard;
    JsonNode settlement = settled.settlement();
    boolean giveBack = !settled.accepted() || settlement.path("giveBack").asBoolean();
    if (leader == null
        || threads == null
        || (!giveBack && !settlement.path("complete").asBoolean())) {
      return;
    }
    threads.execute(() -> settle(settlement, giveBack, leader));
  }

  private void settle(JsonNode settlement, boolean giveBack, Shard<WorkflowCommand<?>> leader) {
    try {
      Optional<WorkflowVersion> version =
          versions.current(leader, settlement.path("workflow").asText());
      if (version.isEmpty()) {
        return;
      }
      ServiceBusConnection connection =
          connection(version.get(), settlement.path("reference").asText());
      for (JsonNode token : settlement.path("lockTokens")) {
        join(
            serviceBus.settle(
                settlement.path("entityPath").asText(),
                token.asText(),
                giveBack
                    ? new ServiceBusPort.Settlement.Abandon()
                    : new ServiceBusPort.Settlement.Complete(),
                connection));
      }
    } catch (ConnectorException | CompletionException e) {
      LOG.warn(
          "Messages that started runs could not be settled and will be delivered again: {}",
          e.getMessage());
    }
  }

  private ServiceBusConnection connection(WorkflowVersion version, String reference) {
    return connections.serviceBus(
        version.parameter("$connections").orElse(Json.object()), reference, version.id());
  }

  private Firing failed(WorkKeys.Check check, String code, String message) {
    String name = RunIds.run(environment.clock().instant(), environment.ids());
    return new Firing(
        name,
        Status.FAILED,
        code,
        new Failure(code, message),
        null,
        null,
        List.of(),
        false,
        name,
        environment.ids().uuid().toString(),
        check.scheduledAt(),
        null,
        0,
        0);
  }

  private static WorkflowCommand<?> checked(
      WorkKeys.Check check, @Nullable Firing firing, long nextAt, @Nullable JsonNode settlement) {
    return new WorkflowCommand.TriggerChecked(
        check.workflow(),
        check.trigger(),
        check.generation(),
        check.id(),
        firing,
        nextAt,
        null,
        settlement);
  }

  /** Keeps a poll that found nothing, or failed, from being repeated without a pause. */
  private long later(long nextAt) {
    return Math.max(nextAt, environment.now() + Duration.ofSeconds(1).toMillis());
  }

  private static <T> T join(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof ConnectorException problem) {
        throw problem;
      }
      throw e;
    }
  }
}
