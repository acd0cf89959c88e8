package io.trunkline.camel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.connector.CallResult;
import io.trunkline.workflows.connector.Connection;
import io.trunkline.workflows.connector.Connector;
import io.trunkline.workflows.connector.ConnectorCall;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.connector.Operation;
import io.trunkline.workflows.connector.Parameters;
import io.trunkline.workflows.connector.Poll;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.DataFormat;
import org.jspecify.annotations.Nullable;

/**
 * A connector that is declared. Built-in operations are called by their id; of the managed form the
 * path's last segment is the id, and queries and body are the parameters.
 */
final class DeclaredConnector implements Connector {
  private static final String CONNECTION = "connection.";

  /** Stands for a data format: texts go out as UTF-8. */
  private static final String BYTES = "bytes";

  private static final String INBOX = "inbox";
  private static final int MAX_MESSAGES = 50;

  private final Declaration declaration;
  private final Supplier<CamelRuntime> runtime;

  /**
   * @param runtime started when it is first asked for
   */
  DeclaredConnector(Declaration declaration, Supplier<CamelRuntime> runtime) {
    this.declaration = declaration;
    this.runtime = runtime;
  }

  @Override
  public Set<String> names() {
    return Set.of(declaration.name());
  }

  @Override
  public boolean offers(ConnectorCall call) {
    return declaration.operation(id(call)).or(() -> declaration.trigger(id(call))).isPresent();
  }

  @Override
  public CallResult call(ConnectorCall call) {
    Declaration.Operation operation =
        declaration.operation(id(call)).orElseThrow(call::unknownOperation);
    Values values = values(call);
    CamelRuntime camel = runtime.get();
    Exchange exchange = camel.exchange(address(operation, values), operation.reply());
    Message message = exchange.getIn();
    operation
        .headers()
        .forEach(
            (name, template) ->
                values
                    .fill(template)
                    .ifPresent(value -> message.setHeader(name, headerValue(value))));
    operation.body().flatMap(values::fill).ifPresent(body -> message.setBody(Bodies.write(body)));
    operation.marshal().ifPresent(format -> marshal(camel, format, exchange));
    camel.send(exchange, call.timeout());
    operation.unmarshal().ifPresent(format -> unmarshal(camel, format, exchange));
    return new CallResult.Answer(200, null, result(operation, exchange.getMessage(), call));
  }

  @Override
  public Poll poll(ConnectorCall call, @Nullable JsonNode state) {
    Declaration.Operation trigger =
        declaration.trigger(id(call)).orElseThrow(call::unknownOperation);
    // Each trigger has a consumer of its own, whichever node polls.
    JsonNode known =
        state != null && state.has(INBOX)
            ? state
            : Json.object().put(INBOX, UUID.randomUUID().toString());
    String key = known.path(INBOX).asText();
    Values values = values(call);
    CamelRuntime camel = runtime.get();
    List<Inbox.Held> found = taken(camel.inbox(key, address(trigger, values)), call);
    if (found.isEmpty()) {
      return Poll.nothing(known);
    }
    ObjectNode settlement = Json.object().put(INBOX, key);
    ArrayNode ids = settlement.putArray("ids");
    ObjectNode outputs = Json.object();
    ArrayNode body = outputs.putArray("body");
    found.forEach(held -> ids.add(held.id()));
    try {
      for (Inbox.Held held : found) {
        trigger.unmarshal().ifPresent(format -> unmarshal(camel, format, held.exchange()));
        body.add(result(trigger, held.exchange().getMessage(), call));
      }
    } catch (RuntimeException e) {
      settle(settlement, false, call.connection());
      throw e;
    }
    return new Poll(outputs, known, settlement, true);
  }

  private static List<Inbox.Held> taken(Inbox inbox, ConnectorCall call) {
    try {
      return inbox.take(MAX_MESSAGES, call.timeout());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectorException(503, "ServiceUnavailable", "The node is stopping.");
    }
  }

  @Override
  public void settle(JsonNode settlement, boolean accepted, Connection connection) {
    for (Inbox inbox : runtime.get().inboxes(settlement.path(INBOX).asText())) {
      settlement.path("ids").forEach(id -> inbox.settle(id.asText(), accepted));
    }
  }

  private static String id(ConnectorCall call) {
    return switch (call.operation()) {
      case Operation.BuiltIn builtIn -> builtIn.id();
      case Operation.Managed managed ->
          managed.segments().isEmpty() ? "" : managed.segments().getLast();
    };
  }

  private String address(Declaration.Operation operation, Values values) {
    Map<String, String> beans = new LinkedHashMap<>();
    declaration
        .beans()
        .forEach(
            (name, bean) -> {
              Map<String, String> properties = new LinkedHashMap<>();
              bean.properties()
                  .forEach(
                      (property, template) ->
                          values
                              .fill(template)
                              .ifPresent(value -> properties.put(property, Values.plain(value))));
              beans.put(
                  name, runtime.get().bean(declaration.name() + "-" + name, bean, properties));
            });
    return EndpointAddress.of(operation, values, beans);
  }

  private static Values values(ConnectorCall call) {
    Parameters settings = call.connection().settings();
    return new Values(
        name ->
            name.toLowerCase(Locale.ROOT).startsWith(CONNECTION)
                ? settings.find(name.substring(CONNECTION.length()))
                : parameter(call, name));
  }

  private static Optional<JsonNode> parameter(ConnectorCall call, String name) {
    return switch (call.operation()) {
      case Operation.BuiltIn builtIn -> builtIn.parameters().find(name);
      case Operation.Managed managed ->
          managed
              .queries()
              .find(name)
              .or(() -> new Parameters(managed.body(), "property").find(name));
    };
  }

  private static JsonNode result(
      Declaration.Operation operation, Message message, ConnectorCall call) {
    Values values =
        new Values(
            name ->
                name.equals("body")
                    ? Optional.of(Bodies.read(message, call))
                    : Optional.ofNullable(message.getHeader(name.replaceFirst("^header\\.", "")))
                        .map(Bodies::header));
    return values.fill(operation.result()).orElse(NullNode.getInstance());
  }

  private static Object headerValue(JsonNode value) {
    if (value.isIntegralNumber()) {
      return value.longValue();
    }
    return value.isBoolean() ? value.booleanValue() : Values.plain(value);
  }

  private static void marshal(CamelRuntime camel, String name, Exchange exchange) {
    try {
      if (name.equals(BYTES)) {
        exchange.getIn().setBody(exchange.getIn().getBody(byte[].class));
        return;
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      format(camel, name).marshal(exchange, exchange.getIn().getBody(), bytes);
      exchange.getIn().setBody(bytes.toByteArray());
    } catch (Exception e) {
      throw unreadable(name, e);
    }
  }

  private static void unmarshal(CamelRuntime camel, String name, Exchange exchange) {
    try {
      Message message = exchange.getMessage();
      Object read = format(camel, name).unmarshal(exchange, message.getBody());
      message.setBody(Json.mapper().valueToTree(read));
    } catch (Exception e) {
      throw unreadable(name, e);
    }
  }

  private static DataFormat format(CamelRuntime camel, String name) {
    DataFormat format = camel.context().resolveDataFormat(name);
    if (format == null) {
      throw new ConnectorException(
          501, "NotImplemented", "The data format '%s' is not on the class path.".formatted(name));
    }
    return format;
  }

  private static ConnectorException unreadable(String name, Exception cause) {
    return cause instanceof ConnectorException known
        ? known
        : new ConnectorException(
            400,
            "BadRequest",
            "The data format '%s' cannot read or write it: %s".formatted(name, cause.getMessage()));
  }
}
