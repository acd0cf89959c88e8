package io.trunkline.resources.wire;

import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.ShardUnavailableException;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.CallPlane;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.RequestHead;
import io.trunkline.resources.ControlPlaneSettings;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceManager;
import io.trunkline.resources.deployment.Deployments;
import io.trunkline.resources.service.CloudMetadata;
import io.trunkline.resources.service.ControlAccess;
import io.trunkline.resources.service.Tree;
import io.trunkline.resources.service.TypeRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The Azure Resource Manager's REST interface. */
public final class ResourceManagerPlane extends CallPlane {
  private static final int MAX_BODY_BYTES = 4 << 20;
  private static final List<String> ROOTS = List.of("/subscriptions", "/providers", "/tenants");
  private static final String METADATA = "/metadata/endpoints";

  private final ControlPlaneSettings settings;
  private final ControlAccess access;
  private final IdSource ids;
  private final Tree tree;
  private final ResourceRoutes resources;
  private final CollectionRoutes collections;
  private final SubscriptionRoutes subscriptions;
  private final DeploymentRoutes deployments;

  public ResourceManagerPlane(
      ControlPlaneSettings settings,
      Tree tree,
      TypeRegistry types,
      Deployments deployments,
      ControlAccess access,
      IdSource ids) {
    this.settings = settings;
    this.access = access;
    this.ids = ids;
    Pages pages = new Pages(settings.endpoints().httpsBase(), settings.limits().pageSize());
    this.tree = tree;
    this.resources = new ResourceRoutes(settings, tree, types);
    this.collections = new CollectionRoutes(tree, types, pages);
    this.subscriptions = new SubscriptionRoutes(settings, types);
    this.deployments = new DeploymentRoutes(settings, deployments, pages);
  }

  @Override
  public String name() {
    return "resources";
  }

  /** Claims the resource manager's paths, but not below a host name of another service. */
  @Override
  public boolean claims(RequestHead head) {
    String host = head.host();
    boolean here =
        host.isEmpty()
            || host.equals(settings.endpoints().host().toLowerCase(Locale.ROOT))
            || host.startsWith("management.")
            || host.equals("localhost")
            || host.startsWith("[")
            || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    return here && (ROOTS.stream().anyMatch(root -> under(head, root)) || under(head, METADATA));
  }

  /** As {@link RequestHead#under}; some clients double the slash after a base address. */
  private static boolean under(RequestHead head, String prefix) {
    String path = "/" + head.path().replaceFirst("^/+", "");
    return path.regionMatches(true, 0, prefix, 0, prefix.length())
        && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
  }

  @Override
  public Optional<String> shard(RequestHead head) {
    return Optional.of(ResourceManager.SHARD.value());
  }

  @Override
  public int maxBodyBytes() {
    return MAX_BODY_BYTES;
  }

  @Override
  public HttpReply answer(HttpCall call) {
    String requestId = ids.uuid().toString();
    HttpReply reply;
    try {
      if (call.method().equals("GET") || call.method().equals("HEAD")) {
        tree.confirm();
      }
      reply = route(call);
    } catch (ResourceException e) {
      reply = ArmReplies.error(e);
      if (e.status() == 401) {
        reply = reply.withHeader("WWW-Authenticate", challenge(e));
      }
    } catch (ShardUnavailableException e) {
      reply =
          ArmReplies.error(
                  new ResourceException(
                      503, "ServiceUnavailable", "The resource manager is not ready: try again."))
              .withHeader("Retry-After", "1");
    }
    reply =
        reply
            .withHeader("x-ms-request-id", requestId)
            .withHeader(
                "x-ms-correlation-request-id",
                call.header("x-ms-correlation-request-id").orElse(requestId))
            .withHeader("x-ms-routing-request-id", "TRUNKLINE:" + requestId)
            .withHeader("Cache-Control", "no-cache");
    boolean echo =
        call.header("x-ms-return-client-request-id").filter("true"::equalsIgnoreCase).isPresent();
    return echo
        ? reply.withHeader(
            "x-ms-client-request-id", call.header("x-ms-client-request-id").orElse(requestId))
        : reply;
  }

  private String challenge(ResourceException e) {
    return "Bearer authorization_uri=\"%s/%s\", error=\"invalid_token\", error_description=\"%s\""
        .formatted(
            settings.endpoints().httpsBase(),
            settings.tenantId(),
            e.getMessage().replace("\"", "'").replaceAll("[^\\x20-\\x7e]", " "));
  }

  private HttpReply route(HttpCall call) {
    List<String> path;
    try {
      path = call.segments();
    } catch (IllegalArgumentException e) {
      throw ResourceException.badRequest("InvalidRequestUri", "The address has a broken escape.");
    }
    if (under(call.head(), METADATA)) {
      return metadata(call);
    }
    Access caller = new Access(access, access.authenticate(call));
    if (call.parameter("api-version").filter(version -> !version.isBlank()).isEmpty()) {
      throw ResourceException.badRequest(
          "MissingApiVersionParameter",
          "The api-version query parameter (?api-version=) is required for all requests.");
    }
    return is(path, 0, "tenants") ? tenants(call, path) : below(call, path, caller);
  }

  private HttpReply metadata(HttpCall call) {
    boolean legacy = call.parameter("api-version").orElse("").startsWith("2015");
    boolean single = call.parameter("api-version").orElse("").startsWith("2022");
    if (legacy) {
      return HttpReply.json(200, CloudMetadata.legacy(settings));
    }
    return HttpReply.json(
        200,
        single
            ? CloudMetadata.current(settings)
            : Json.array().add(CloudMetadata.current(settings)));
  }

  private HttpReply tenants(HttpCall call, List<String> path) {
    if (path.size() != 1 || !call.method().equals("GET")) {
      throw ResourceRoutes.methodNotAllowed(call);
    }
    return subscriptions.tenants();
  }

  /** Routes what is at the root ({@code /providers}) or in a subscription. */
  private HttpReply below(HttpCall call, List<String> path, Access caller) {
    boolean inSubscription = is(path, 0, "subscriptions");
    if (inSubscription && path.size() == 1) {
      return subscriptions.subscriptions(caller);
    }
    int base = inSubscription ? 2 : 0;
    ResourceId scope =
        inSubscription ? ResourceId.parse("/subscriptions/" + path.get(1)) : ResourceId.ROOT;
    if (inSubscription && path.size() == 2) {
      return subscriptions.subscription(scope, caller);
    }
    List<String> rest = path.subList(base, path.size());
    if (is(rest, 0, "providers") && rest.size() <= 3) {
      return providers(call, scope, rest, path, caller);
    }
    if (inSubscription) {
      if (is(rest, 0, "locations") && rest.size() == 1) {
        return subscriptions.locations(scope, caller);
      }
      if (is(rest, 0, "resources") && rest.size() == 1) {
        return collections.resources(call, scope, caller);
      }
      if (is(rest, 0, "resourceGroups") && rest.size() == 1) {
        return collections.groups(call, scope, caller);
      }
      if (is(rest, 0, "operationresults") && rest.size() == 2) {
        return resources.operationResult(rest.get(1), caller);
      }
      if (is(rest, 0, "resourceGroups") && is(rest, 2, "resources") && rest.size() == 3) {
        return collections.resources(call, ArmPath.parse(path.subList(0, 4)).id(), caller);
      }
      if (is(rest, 0, "resourceGroups") && is(rest, 2, "deployments") && rest.size() >= 5) {
        ResourceId group = ArmPath.parse(path.subList(0, 4)).id();
        ResourceId id = group.resource(DeploymentRoutes.TYPE, rest.get(3));
        String operation = rest.size() == 6 ? rest.get(5) : "";
        return deployments.operations(call, id, operation, caller);
      }
    }
    return resource(call, ArmPath.parse(path), caller);
  }

  private HttpReply providers(
      HttpCall call, ResourceId scope, List<String> rest, List<String> path, Access caller) {
    if (rest.size() == 1) {
      return subscriptions.providers(scope, caller);
    }
    if (rest.size() == 2) {
      return subscriptions.provider(scope, rest.get(1), caller);
    }
    if (call.method().equals("POST")) {
      return switch (rest.get(2).toLowerCase(Locale.ROOT)) {
        case "register", "unregister" -> subscriptions.provider(scope, rest.get(1), caller);
        case "checknameavailability" -> collections.checkName(call, scope, rest.get(1), caller);
        default -> throw ResourceRoutes.methodNotAllowed(call);
      };
    }
    return resource(call, ArmPath.parse(path), caller);
  }

  private HttpReply resource(HttpCall call, ArmPath path, Access caller) {
    boolean deployment = path.tail().isEmpty() && path.id().isType(DeploymentRoutes.TYPE);
    if (deployment) {
      return deployments.answer(call, path.id(), caller);
    }
    if (path.tail().isEmpty()) {
      return deploymentPart(call, path, caller);
    }
    if (call.method().equals("POST")) {
      return path.id().isType(DeploymentRoutes.TYPE)
          ? deployments.action(call, path.id(), path.tail().get(), caller)
          : resources.action(call, path.id(), path.tail().get(), caller);
    }
    if (!call.method().equals("GET")) {
      throw ResourceRoutes.methodNotAllowed(call);
    }
    if (path.collectionType().equalsIgnoreCase(DeploymentRoutes.TYPE)) {
      return deployments.list(call, path.id(), caller);
    }
    if (path.id().isType(DeploymentRoutes.TYPE)) {
      return deployments.operations(call, path.id(), "", caller);
    }
    return collections.list(call, path, caller);
  }

  /** Routes a resource, or an operation or status below a deployment. */
  private HttpReply deploymentPart(HttpCall call, ArmPath path, Access caller) {
    if (path.id().isType(DeploymentRoutes.TYPE + "/operationStatuses")) {
      return deployments.status(path.id().parent().orElseThrow(), caller);
    }
    if (path.id().isType(DeploymentRoutes.TYPE + "/operations")) {
      return deployments.operations(
          call, path.id().parent().orElseThrow(), path.id().name(), caller);
    }
    return resources.answer(call, path.id(), caller);
  }

  private static boolean is(List<String> path, int index, String segment) {
    return index < path.size() && path.get(index).equalsIgnoreCase(segment);
  }
}
