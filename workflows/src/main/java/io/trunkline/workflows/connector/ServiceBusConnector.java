package io.trunkline.workflows.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.identity.Caller;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.net.codec.Json;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Service Bus, as managed connector and as built-in service provider (reference/workflows.md §6.1,
 * §6.2). A connection names its namespace by a connection string, or by an endpoint that is used
 * with a managed identity.
 */
public final class ServiceBusConnector implements Connector {
  private static final String AUDIENCE = "https://servicebus.azure.net";

  private final ServiceBusPort port;
  private final ServiceBusClient client;
  private final IdentityPort identities;

  public ServiceBusConnector(ServiceBusPort port, IdentityPort identities) {
    this.port = port;
    this.client = new ServiceBusClient(port);
    this.identities = identities;
  }

  @Override
  public Set<String> names() {
    return Set.of("servicebus");
  }

  @Override
  public boolean offers(ConnectorCall call) {
    return Connector.understands(() -> operation(call.operation()));
  }

  @Override
  public CallResult call(ConnectorCall call) {
    ServiceBusOperation operation = operation(call.operation());
    ServiceBusConnection connection = resolve(call.connection());
    call.span()
        .attribute("messaging.system", "servicebus")
        .attribute("server.address", connection.namespace());
    return join(client.run(operation, connection, call.span().context(), call.idempotencyKey()));
  }

  @Override
  public Poll poll(ConnectorCall call, @Nullable JsonNode state) {
    if (!(operation(call.operation()) instanceof ServiceBusOperation.Receive receive)) {
      throw new ConnectorException(
          400, "BadRequest", "The operation of a trigger must receive messages.");
    }
    List<ServiceBusPort.LockedMessage> messages =
        join(client.receive(receive, resolve(call.connection()), call.timeout()));
    if (messages.isEmpty()) {
      return Poll.nothing(null);
    }
    ObjectNode outputs = Json.object();
    outputs.set("body", ServiceBusClient.body(receive, messages));
    ObjectNode settlement = Json.object();
    settlement.put("entityPath", receive.entityPath());
    settlement.put("complete", receive.autoComplete());
    ArrayNode tokens = settlement.putArray("lockTokens");
    messages.forEach(message -> tokens.add(message.lockToken()));
    if (receive.session().isPresent()) {
      messages.getFirst().content().sessionId().ifPresent(id -> settlement.put("session", id));
    }
    // More may be there: the recurrence counts only when a poll finds nothing (§6.1).
    return new Poll(outputs, null, settlement, true);
  }

  /**
   * Completes what was received with an auto-completing operation; gives back what is not run. Then
   * the session is free again: the runs keep it only where they settle its messages themselves.
   */
  @Override
  public void settle(JsonNode settlement, boolean accepted, Connection connection) {
    if (accepted && !settlement.path("complete").asBoolean()) {
      return;
    }
    ServiceBusConnection resolved = resolve(connection);
    for (JsonNode token : settlement.path("lockTokens")) {
      join(
          client.settle(
              settlement.path("entityPath").asText(),
              token.asText(),
              accepted
                  ? new ServiceBusPort.Settlement.Complete()
                  : new ServiceBusPort.Settlement.Abandon(),
              resolved));
    }
    if (settlement.hasNonNull("session")) {
      join(
          client.closeSession(
              settlement.path("entityPath").asText(),
              settlement.path("session").asText(),
              resolved));
    }
  }

  private static ServiceBusOperation operation(Operation operation) {
    return switch (operation) {
      case Operation.Managed managed -> ManagedServiceBus.parse(managed);
      case Operation.BuiltIn builtIn -> BuiltInServiceBus.parse(builtIn);
    };
  }

  /**
   * Finds the namespace and the caller.
   *
   * @throws ConnectorException 400 {@code InvalidApiConnection}; 401 when the identity does not
   *     exist or the key is wrong
   */
  private ServiceBusConnection resolve(Connection connection) {
    Optional<String> connectionString = connection.settings().text("connectionString");
    if (connectionString.isPresent()) {
      return new ServiceBusConnection(
          host(endpointOf(connectionString.get())), port.callerOf(connectionString.get()));
    }
    String endpoint =
        connection
            .settings()
            .text("namespaceEndpoint")
            .or(() -> connection.settings().text("fullyQualifiedNamespace"))
            .orElseThrow(
                () ->
                    connection.invalid(
                        "has neither a 'connectionString' nor a 'namespaceEndpoint'"));
    return new ServiceBusConnection(host(endpoint), managedIdentity(connection.identity()));
  }

  private Caller managedIdentity(String identity) {
    try {
      return identities.caller(identity, AUDIENCE);
    } catch (InvalidCredentialException e) {
      throw new ConnectorException(
          401,
          "Unauthorized",
          "The managed identity '%s' cannot be used: %s".formatted(identity, e.getMessage()));
    }
  }

  private static String endpointOf(String connectionString) {
    for (String part : connectionString.split(";", -1)) {
      if (part.regionMatches(true, 0, "Endpoint=", 0, 9)) {
        return part.substring(9);
      }
    }
    throw new ConnectorException(
        400, "InvalidApiConnection", "The connection string has no 'Endpoint'.");
  }

  private static String host(String endpoint) {
    String text = endpoint.strip();
    if (!text.contains("://")) {
      text = "sb://" + text;
    }
    try {
      String host = URI.create(text).getHost();
      if (host != null) {
        return host;
      }
    } catch (IllegalArgumentException e) {
      // Told below, without the reason: it would repeat the endpoint.
    }
    throw new ConnectorException(
        400,
        "InvalidApiConnection",
        "'%s' is not the endpoint of a Service Bus namespace.".formatted(endpoint));
  }

  private static <T> T join(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof ConnectorException problem ? problem : e;
    }
  }
}
