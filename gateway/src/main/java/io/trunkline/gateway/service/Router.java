package io.trunkline.gateway.service;

import io.trunkline.gateway.catalog.Api;
import io.trunkline.gateway.catalog.Operation;
import io.trunkline.gateway.catalog.ServiceCatalog;
import io.trunkline.gateway.exchange.GatewayRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the API and the operation of a request ({@code reference/api-management.md §4.1}). */
final class Router {
  /**
   * An operation that answers.
   *
   * @param path the path below the API's, percent-encoded
   */
  record Route(Api api, Operation operation, Map<String, String> parameters, String path) {}

  /** An API that answers, and the segments of the path below it. */
  private record Candidate(Api api, List<String> segments) {}

  private Router() {}

  /**
   * @param path the path below the service, percent-encoded
   * @param method the method that the operation must have
   */
  static Optional<Route> route(
      ServiceCatalog service, GatewayRequest request, String path, String method) {
    List<String> segments =
        Arrays.stream(path.split("/")).filter(segment -> !segment.isEmpty()).toList();
    for (Api api : service.apis()) {
      Candidate candidate = match(api, segments, request);
      if (candidate != null) {
        return operation(candidate, request, method);
      }
    }
    return Optional.empty();
  }

  private static @Nullable Candidate match(Api api, List<String> segments, GatewayRequest request) {
    if (!api.protocols().contains(request.originalUrl().scheme())) {
      return null;
    }
    List<String> prefix =
        Arrays.stream(api.path().split("/")).filter(segment -> !segment.isEmpty()).toList();
    if (segments.size() < prefix.size()) {
      return null;
    }
    for (int i = 0; i < prefix.size(); i++) {
      boolean last = i == prefix.size() - 1;
      String wanted = prefix.get(i);
      if (last && !api.current()) {
        wanted = wanted + ";rev=" + api.revision();
      }
      boolean namesCurrent =
          last
              && api.current()
              && segments.get(i).equalsIgnoreCase(wanted + ";rev=" + api.revision());
      if (!namesCurrent && !segments.get(i).equalsIgnoreCase(wanted)) {
        return null;
      }
    }
    List<String> rest = segments.subList(prefix.size(), segments.size());
    return version(api, rest, request);
  }

  private static @Nullable Candidate version(Api api, List<String> rest, GatewayRequest request) {
    if (api.versionSet().isEmpty() || api.version().isEmpty()) {
      return new Candidate(api, rest);
    }
    Api.VersionSet set = api.versionSet().get();
    return switch (set.scheme().toLowerCase(Locale.ROOT)) {
      case "segment" ->
          !rest.isEmpty() && rest.getFirst().equalsIgnoreCase(api.version())
              ? new Candidate(api, rest.subList(1, rest.size()))
              : null;
      case "query" -> chosen(api, rest, request.originalUrl().query().joined(set.name()));
      default -> chosen(api, rest, request.headers().joined(set.name()));
    };
  }

  private static @Nullable Candidate chosen(Api api, List<String> rest, Optional<String> version) {
    return version.isPresent() && version.get().equalsIgnoreCase(api.version())
        ? new Candidate(api, rest)
        : null;
  }

  private static Optional<Route> operation(
      Candidate candidate, GatewayRequest request, String method) {
    for (Operation operation : candidate.api().operations()) {
      if (operation.method().equals(method) || operation.method().equals("*")) {
        Optional<Map<String, String>> parameters =
            operation.template().match(candidate.segments(), request.originalUrl().query()::joined);
        if (parameters.isPresent()) {
          return Optional.of(
              new Route(
                  candidate.api(),
                  operation,
                  parameters.get(),
                  "/" + String.join("/", candidate.segments())));
        }
      }
    }
    return Optional.empty();
  }
}
