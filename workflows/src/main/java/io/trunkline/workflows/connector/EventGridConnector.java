package io.trunkline.workflows.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.identity.Caller;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceTree;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The managed Event Grid connector: its trigger makes an event subscription on the resource that it
 * names, with the workflow as the webhook, and takes it back (reference/workflows.md §6.3).
 *
 * <p>It acts as the connection's service principal ({@code token:clientId}, …), or as the managed
 * identity of the connection or the workflow, which needs the right to write event subscriptions
 * there. What it has made it may always take back: the identity may be gone by then.
 */
public final class EventGridConnector implements Connector {
  /** Its name in connections. */
  public static final String NAME = "azureeventgrid";

  private static final String AUDIENCE = "https://management.azure.com/";
  private static final String RIGHT = "Microsoft.EventGrid/eventSubscriptions/write";
  private static final String TYPE = "/providers/Microsoft.EventGrid/eventSubscriptions/";
  private static final String LABELS = "labels";

  private final ResourceTree resources;
  private final IdentityPort identities;
  private final Authentication authentication;
  private final String authority;

  /**
   * @param authority where service principals get their tokens
   */
  public EventGridConnector(
      ResourceTree resources,
      IdentityPort identities,
      Authentication authentication,
      String authority) {
    this.resources = resources;
    this.identities = identities;
    this.authentication = authentication;
    this.authority = authority;
  }

  @Override
  public Set<String> names() {
    return Set.of(NAME);
  }

  @Override
  public boolean offers(ConnectorCall call) {
    return call.operation() instanceof Operation.Managed operation && subscribes(operation);
  }

  private static boolean subscribes(Operation.Managed operation) {
    return operation.path().toLowerCase(Locale.ROOT).endsWith("/eventsubscriptions");
  }

  /** It has no operations for actions. */
  @Override
  public CallResult call(ConnectorCall call) {
    throw call.unknownOperation();
  }

  @Override
  public CallResult subscribe(ConnectorCall call) {
    if (!(call.operation() instanceof Operation.Managed operation) || !subscribes(operation)) {
      throw call.unknownOperation();
    }
    JsonNode wanted =
        ObjectProperties.find(operation.body(), "properties")
            .filter(JsonNode::isObject)
            .orElseThrow(() -> refusal("The body has no 'properties'."));
    ResourceId source = source(wanted);
    Caller caller = caller(call);
    if (!identities.allows(caller, RIGHT, source.toString())) {
      throw new ConnectorException(
          403,
          "Forbidden",
          "%s may not subscribe to events: it needs '%s' at '%s', for example by the role 'EventGrid EventSubscription Contributor'."
              .formatted(caller.label(), RIGHT, source));
    }
    String name =
        operation.queries().text("subscriptionName").orElseGet(() -> nameOf(call.idempotencyKey()));
    ResourceId id = ResourceId.parse(source + TYPE + name);
    ObjectNode body = Json.object();
    ObjectNode properties = body.putObject("properties");
    properties.setAll((ObjectNode) wanted.deepCopy());
    properties.remove("topic");
    // Tells what this subscription is from one that somebody else has put there since.
    properties.withArrayProperty(LABELS).add(label(call.idempotencyKey()));
    try {
      Resource made = resources.put(id, body);
      dropOlder(source, made.id(), call.idempotencyKey());
      return new CallResult.Answer(
          201, Json.object().put("Location", made.id().toString()), resources.view(made));
    } catch (ResourceException e) {
      throw new ConnectorException(e.status(), e.code(), e.getMessage());
    }
  }

  @Override
  public void unsubscribe(ConnectorCall call) {
    if (!(call.operation() instanceof Operation.Managed operation)) {
      throw call.unknownOperation();
    }
    ResourceId id = ResourceId.parse(operation.path());
    String label = label(call.idempotencyKey());
    boolean own =
        resources
            .get(id)
            .filter(
                found ->
                    found
                        .properties()
                        .path(LABELS)
                        .valueStream()
                        .anyMatch(one -> one.asText().equals(label)))
            .isPresent();
    if (own) {
      resources.delete(id);
    }
  }

  /** Deletes what an earlier generation of the same trigger left: it was stopped while it began. */
  private void dropOlder(ResourceId source, ResourceId made, String key) {
    String same = label(key.substring(0, key.lastIndexOf('/') + 1));
    for (Resource other : resources.list("Microsoft.EventGrid/eventSubscriptions", source)) {
      boolean older =
          !other.id().equals(made)
              && other
                  .properties()
                  .path(LABELS)
                  .valueStream()
                  .anyMatch(one -> one.asText().startsWith(same));
      if (older) {
        resources.delete(other.id());
      }
    }
  }

  private static ResourceId source(JsonNode wanted) {
    String topic =
        ObjectProperties.find(wanted, "topic")
            .map(JsonNode::asText)
            .orElseThrow(() -> refusal("The subscription names no 'topic'."));
    try {
      return ResourceId.parse(topic);
    } catch (IllegalArgumentException e) {
      throw refusal("'%s' is not the id of a resource.".formatted(topic));
    }
  }

  private Caller caller(ConnectorCall call) {
    Parameters settings = call.connection().settings();
    try {
      Optional<String> client = settings.text("token:clientId");
      return client.isPresent()
          ? identities.callerOf(token(settings, client.get(), call), AUDIENCE)
          : identities.caller(call.connection().identity(), AUDIENCE);
    } catch (InvalidCredentialException e) {
      throw new ConnectorException(
          401,
          "Unauthorized",
          "The connection '%s' has nobody to subscribe as: give the workflow a managed identity with the right to write event subscriptions (%s)"
              .formatted(call.connection().name(), e.getMessage()));
    }
  }

  private String token(Parameters settings, String client, ConnectorCall call) {
    JsonNode credentials =
        Json.object()
            .put("type", "ActiveDirectoryOAuth")
            .put("authority", authority)
            .put("tenant", settings.requiredText("token:TenantId"))
            .put("clientId", client)
            .put("secret", settings.requiredText("token:clientSecret"))
            .put("audience", AUDIENCE);
    String header =
        authentication
            .apply(Optional.of(credentials), call.connection().identity(), call.span().context())
            .authorization()
            .orElseThrow();
    return header.substring("Bearer ".length());
  }

  /** A retried subscription is the same one. */
  private static String nameOf(String key) {
    return "workflow-" + UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
  }

  private static String label(String key) {
    return "trunkline/" + key;
  }

  private static ConnectorException refusal(String message) {
    return new ConnectorException(400, "BadRequest", message);
  }
}
