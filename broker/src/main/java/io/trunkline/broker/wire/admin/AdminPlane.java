package io.trunkline.broker.wire.admin;

import io.trunkline.broker.EntityPath;
import io.trunkline.broker.service.AccessRight;
import io.trunkline.broker.service.Broker;
import io.trunkline.broker.service.MessagingNamespace;
import io.trunkline.broker.wire.HttpCallers;
import io.trunkline.broker.wire.NamespaceAddress;
import io.trunkline.identity.Caller;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.identity.TokenVerifier;
import io.trunkline.net.http.CallPlane;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.RequestHead;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceManager;
import io.trunkline.resources.ResourceTree;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;

/**
 * The administration REST of the messaging namespaces, at their host names, below {@code
 * /servicebus/{namespace}}, and below {@code /} of hosts that mean the default namespace: the last
 * plane of a door, since any path may be an entity.
 */
public final class AdminPlane extends CallPlane {
  private static final int MAX_BODY_BYTES = 256 << 10;

  private final Broker broker;
  private final ResourceTree tree;
  private final TokenVerifier tokens;
  private final InstantSource clock;
  private final EntityAdmin entities;
  private final RuleAdmin rules = new RuleAdmin();

  /**
   * @param clock for the times that stand in errors
   */
  public AdminPlane(Broker broker, ResourceTree tree, TokenVerifier tokens, InstantSource clock) {
    this.broker = broker;
    this.tree = tree;
    this.tokens = tokens;
    this.clock = clock;
    this.entities = new EntityAdmin(tree, tokens);
  }

  @Override
  public String name() {
    return "servicebus";
  }

  @Override
  public boolean claims(RequestHead head) {
    return head.path().length() > 1 && NamespaceAddress.of(broker, head).isPresent();
  }

  @Override
  public Optional<String> shard(RequestHead head) {
    return Optional.of(ResourceManager.SHARD.value());
  }

  @Override
  public HttpReply noLeader(RequestHead head) {
    return AdminReplies.failed(new AdminException(503, 50300, NO_LEADER));
  }

  @Override
  public int maxBodyBytes() {
    return MAX_BODY_BYTES;
  }

  @Override
  public HttpReply answer(HttpCall call) {
    try {
      NamespaceAddress address =
          NamespaceAddress.of(broker, call.head())
              .orElseThrow(() -> AdminException.notFound(call.head().host()));
      MessagingNamespace namespace = address.namespace();
      AdminTarget target =
          AdminTarget.of(address.segments(call.head()))
              .orElseThrow(() -> AdminException.notFound(call.head().path()));
      Caller caller = HttpCallers.of(call, namespace, tokens, call.head().path());
      AdminRequest request = new AdminRequest(call, namespace, caller);
      return answer(request, target);
    } catch (InvalidCredentialException e) {
      return AdminReplies.failed(
          call,
          clock.instant(),
          new AdminException(401, subCode(e.reason()), String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      return AdminReplies.failed(call, clock.instant(), e);
    }
  }

  private HttpReply answer(AdminRequest request, AdminTarget target) {
    String method = request.call().method();
    return switch (target) {
      case AdminTarget.NamespaceInfo info -> {
        requireNamespace(request);
        yield namespaceInfo(request);
      }
      case AdminTarget.Entities all -> {
        requireNamespace(request);
        yield entities.list(request, all.topics());
      }
      case AdminTarget.Subscriptions of -> {
        EntityAdmin.require(request, of.topic());
        yield entities.subscriptions(request, of.topic());
      }
      case AdminTarget.Rules of -> {
        EntityAdmin.require(request, of.subscription());
        yield rules.list(request, of.subscription());
      }
      case AdminTarget.Entity(EntityPath path) -> {
        EntityAdmin.require(request, path);
        yield switch (method) {
          case "GET" -> entities.get(request, path);
          case "PUT" -> entities.put(request, path);
          case "DELETE" -> entities.delete(request, path);
          default -> throw notAllowed(method);
        };
      }
      case AdminTarget.Rule(EntityPath path, String name) -> {
        EntityAdmin.require(request, path);
        yield switch (method) {
          case "GET" -> rules.get(request, path, name);
          case "PUT" -> rules.put(request, path, name);
          case "DELETE" -> rules.delete(request, path, name);
          default -> throw notAllowed(method);
        };
      }
    };
  }

  private HttpReply namespaceInfo(AdminRequest request) {
    Resource resource = tree.get(request.namespace().id()).orElseThrow();
    String sku = resource.body().path("sku").path("name").asText("Standard");
    return AdminReplies.entry(200, request, xml -> writeNamespace(xml, request, resource, sku));
  }

  private static void writeNamespace(
      AtomWriter xml, AdminRequest request, Resource resource, String sku)
      throws XMLStreamException {
    Instant created = resource.createdAt();
    xml.entry(
        request.namespace().name(),
        request.address("$namespaceinfo"),
        created,
        resource.changedAt(),
        () -> {
          xml.startDescription("NamespaceInfo");
          xml.text("CreatedTime", created.toString());
          xml.text("MessagingSKU", sku);
          if (sku.equals("Premium")) {
            xml.text("MessagingUnits", resource.body().path("sku").path("capacity").asText("1"));
          }
          xml.text("ModifiedTime", resource.changedAt().toString());
          xml.text("Name", request.namespace().name());
          xml.text("NamespaceType", "Messaging");
          xml.end();
        });
  }

  private static void requireNamespace(AdminRequest request) {
    if (!request.namespace().allows(request.caller(), AccessRight.MANAGE)) {
      throw new AdminException(
          401, 40100, "'Manage' claim(s) are required to perform this operation.");
    }
  }

  private static AdminException notAllowed(String method) {
    return new AdminException(405, 40500, "The method " + method + " is not supported here.");
  }

  private static int subCode(InvalidCredentialException.Reason reason) {
    return switch (reason) {
      case MISSING -> 40102;
      case BAD_SIGNATURE, UNKNOWN_KEY -> 40103;
      case WRONG_AUDIENCE -> 40104;
      case MALFORMED -> 40105;
      case EXPIRED -> 40106;
      case NOT_YET_VALID, WRONG_ISSUER, UNKNOWN_PRINCIPAL, DISABLED -> 40100;
    };
  }
}
