package io.trunkline.gateway.policy.flow;

import io.trunkline.gateway.catalog.Backend;
import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.PolicyError;
import io.trunkline.gateway.policy.CompileContext;
import io.trunkline.gateway.policy.Policy;
import io.trunkline.gateway.policy.PolicyElement;
import io.trunkline.gateway.policy.PolicyValue;
import java.util.Map;
import java.util.Optional;

/** {@code set-backend-service}: another base URL, or a backend resource. */
public record SetBackendService(Optional<PolicyValue> baseUrl, Optional<PolicyValue> backendId)
    implements Policy {
  public static SetBackendService compile(PolicyElement element, CompileContext context) {
    element.allowAttributes("base-url", "backend-id").allowChildren();
    Optional<PolicyValue> baseUrl = context.optional(element, "base-url");
    Optional<PolicyValue> backendId = context.optional(element, "backend-id");
    if (baseUrl.isPresent() == backendId.isPresent()) {
      throw element.refuse("Exactly one of base-url and backend-id is needed.");
    }
    return new SetBackendService(baseUrl, backendId);
  }

  @Override
  public Flow apply(Exchange exchange) {
    exchange.setBackend(
        baseUrl
            .map(url -> Backend.url(url.text(exchange)))
            .orElseGet(() -> named(exchange, backendId.orElseThrow().text(exchange))));
    return Flow.CONTINUE;
  }

  private static Backend named(Exchange exchange, String id) {
    return exchange
        .service()
        .backend(id)
        .orElseThrow(
            () ->
                new PolicyError(
                    500,
                    "BackendNotFound",
                    "The backend '" + id + "' does not exist.",
                    "Internal server error",
                    Map.of()));
  }
}
