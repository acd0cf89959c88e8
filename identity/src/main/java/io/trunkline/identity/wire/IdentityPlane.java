package io.trunkline.identity.wire;

import io.trunkline.identity.Identity;
import io.trunkline.net.http.CallPlane;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.RequestHead;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The addresses of identity, on the node's own host names only. */
public final class IdentityPlane extends CallPlane {
  private static final int MAX_BODY_BYTES = 64 * 1024;

  /** Names under which identity is found besides the node's own. */
  private static final Set<String> KNOWN_HOSTS =
      Set.of(
          "localhost",
          "127.0.0.1",
          "[::1]",
          "::1",
          "169.254.169.254",
          "login.microsoftonline.com",
          "graph.microsoft.com");

  private final Set<String> hosts;
  private final TokenEndpoint tokens;
  private final MetadataEndpoint metadata;
  private final ManagedIdentityEndpoint managedIdentities;
  private final GraphEndpoint graph;

  /**
   * @param ownHost public host name of this node
   */
  public IdentityPlane(
      String ownHost,
      TokenEndpoint tokens,
      MetadataEndpoint metadata,
      ManagedIdentityEndpoint managedIdentities,
      GraphEndpoint graph) {
    this.hosts =
        Stream.concat(KNOWN_HOSTS.stream(), Stream.of(ownHost, "login." + ownHost))
            .collect(Collectors.toUnmodifiableSet());
    this.tokens = tokens;
    this.metadata = metadata;
    this.managedIdentities = managedIdentities;
    this.graph = graph;
  }

  @Override
  public String name() {
    return "identity";
  }

  @Override
  public int maxBodyBytes() {
    return MAX_BODY_BYTES;
  }

  @Override
  public boolean claims(RequestHead head) {
    return (hosts.contains(head.host()) || isAddress(head.host()))
        && Route.of(head.path()) != Route.NONE;
  }

  /** Who calls an IP address means whoever is there. */
  private static boolean isAddress(String host) {
    return host.startsWith("[") || host.matches("[0-9.]+");
  }

  /** The directory is read and written where it is led; tokens are issued by any node. */
  @Override
  public Optional<String> shard(RequestHead head) {
    return Route.of(head.path()) == Route.GRAPH
        ? Optional.of(Identity.SHARD.value())
        : Optional.empty();
  }

  @Override
  public HttpReply answer(HttpCall call) {
    String tenant = call.segments().getFirst();
    return switch (Route.of(call.head().path())) {
      case TOKEN_V1 -> tokens.answer(call, tenant, 1);
      case TOKEN_V2 -> tokens.answer(call, tenant, 2);
      case METADATA_V1 -> metadata.openId(call, tenant, 1);
      case METADATA_V2 -> metadata.openId(call, tenant, 2);
      case KEYS -> metadata.keys(call, tenant);
      case INTERACTIVE -> OAuthErrors.noUsers();
      case INSTANCE -> metadata.instance(call);
      case INSTANCE_METADATA -> managedIdentities.instanceMetadata(call);
      case APP_SERVICE -> managedIdentities.appService(call);
      case GRAPH -> graph.answer(call);
      case NONE -> OAuthErrors.notFound();
    };
  }

  /** What an address is for; tenants are told apart later. */
  private enum Route {
    TOKEN_V1,
    TOKEN_V2,
    METADATA_V1,
    METADATA_V2,
    KEYS,
    INTERACTIVE,
    INSTANCE,
    INSTANCE_METADATA,
    APP_SERVICE,
    GRAPH,
    NONE;

    static Route of(String path) {
      String lower = path.toLowerCase(Locale.ROOT);
      switch (lower) {
        case "/common/discovery/instance" -> {
          return INSTANCE;
        }
        case "/metadata/identity/oauth2/token" -> {
          return INSTANCE_METADATA;
        }
        case "/msi/token", "/msi/token/" -> {
          return APP_SERVICE;
        }
        default -> {}
      }
      if (lower.startsWith("/v1.0/")) {
        return GRAPH;
      }
      int slash = lower.indexOf('/', 1);
      return switch (slash < 2 ? "" : lower.substring(slash)) {
        case "/oauth2/token" -> TOKEN_V1;
        case "/oauth2/v2.0/token" -> TOKEN_V2;
        case "/.well-known/openid-configuration" -> METADATA_V1;
        case "/v2.0/.well-known/openid-configuration" -> METADATA_V2;
        case "/discovery/keys", "/discovery/v2.0/keys" -> KEYS;
        case "/oauth2/authorize",
            "/oauth2/v2.0/authorize",
            "/oauth2/devicecode",
            "/oauth2/v2.0/devicecode",
            "/oauth2/logout",
            "/oauth2/v2.0/logout" ->
            INTERACTIVE;
        default -> NONE;
      };
    }
  }
}
