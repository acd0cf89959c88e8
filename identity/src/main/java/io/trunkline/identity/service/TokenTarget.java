package io.trunkline.identity.service;

import io.trunkline.identity.Scopes;
import io.trunkline.identity.state.Application;
import io.trunkline.identity.state.DirectoryIndex;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a token is for.
 *
 * @param audience the {@code aud} claim
 * @param version version of the token, 1 or 2: the target's choice, not the client's
 * @param application the registered application that is meant, or null for a service of Trunkline
 */
record TokenTarget(String audience, int version, @Nullable Application application) {
  /** Services that are there without registration ({@code reference/identity.md §4.1}). */
  private static final Set<String> SERVICES =
      Set.of(
          "management.azure.com",
          "management.core.windows.net",
          "servicebus.azure.net",
          "eventhubs.azure.net",
          "eventgrid.azure.net",
          "storage.azure.com",
          "graph.microsoft.com",
          "vault.azure.net",
          "api.loganalytics.io",
          "api.applicationinsights.io",
          "monitor.azure.com",
          "apihub.azure.com");

  /** Names of single accounts and namespaces, which are audiences too. */
  private static final List<String> SERVICE_SUFFIXES =
      List.of(".core.windows.net", ".servicebus.windows.net", ".eventgrid.azure.net");

  /**
   * Returns the target that {@code resource} names: a service, an App ID URI, or a client id.
   *
   * @param ownHost host name of this node: its own addresses are audiences as well
   */
  static Optional<TokenTarget> of(String resource, DirectoryIndex index, String ownHost) {
    Optional<Application> application =
        index.application(resource).or(() -> index.applicationByUri(resource));
    if (application.isPresent()) {
      Application target = application.get();
      return Optional.of(
          target.tokenVersion() == 2
              ? new TokenTarget(target.appId(), 2, target)
              : new TokenTarget(resource, 1, target));
    }
    return isService(resource, ownHost)
        ? Optional.of(new TokenTarget(resource, 1, null))
        : Optional.empty();
  }

  private static boolean isService(String resource, String ownHost) {
    URI uri;
    try {
      uri = URI.create(resource);
    } catch (IllegalArgumentException e) {
      return false;
    }
    if (uri.getHost() == null || !"https".equalsIgnoreCase(uri.getScheme())) {
      return false;
    }
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    return SERVICES.contains(host)
        || SERVICE_SUFFIXES.stream().anyMatch(host::endsWith)
        || host.equals(ownHost)
        || host.endsWith("." + ownHost)
        || host.equals("localhost")
        || host.endsWith(".localhost");
  }

  /** Returns whether two audiences are the same: case and a slash at the end do not count. */
  static boolean same(String one, String other) {
    return Scopes.fold(one).equals(Scopes.fold(other));
  }
}
