package io.trunkline.gateway.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.gateway.catalog.Backend;
import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.GatewayRequest;
import io.trunkline.gateway.exchange.GatewayResponse;
import io.trunkline.gateway.exchange.Headers;
import io.trunkline.gateway.exchange.MessageBody;
import io.trunkline.gateway.exchange.PolicyError;
import io.trunkline.gateway.policy.EffectivePolicies;
import io.trunkline.gateway.policy.Policy.Flow;
import io.trunkline.gateway.policy.Section;
import io.trunkline.gateway.policy.Step;
import io.trunkline.gateway.policy.access.Cors;
import io.trunkline.net.codec.Json;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a request through the gateway: routing, subscription key, inbound, backend, outbound; any
 * error goes to on-error ({@code reference/api-management.md §1.2, §5.1}).
 */
public final class Pipeline {
  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

  private Pipeline() {}

  /**
   * Runs the pipeline; afterwards the exchange has its response. Blocks; never throws.
   *
   * @param path the path below the service, percent-encoded
   */
  public static void run(GatewayService service, Exchange exchange, String path) {
    EffectivePolicies policies = service.policies().of(null, null, null);
    try {
      Optional<Router.Route> route =
          Router.route(exchange.service(), exchange.request(), path, exchange.request().method());
      if (route.isEmpty() && answersPreflight(service, exchange, path)) {
        return;
      }
      enter(exchange, route.orElseThrow(Pipeline::notFound));
      policies = service.policies().of(exchange.api(), exchange.operation(), null);
      authorize(exchange);
      policies = service.policies().of(exchange.api(), exchange.operation(), exchange.product());
      runSections(policies, exchange);
    } catch (PolicyError e) {
      fail(policies, exchange, e);
    } catch (RuntimeException e) {
      LOG.error("Request {} failed in the gateway", exchange.requestId(), e);
      fail(policies, exchange, new PolicyError(500, "InternalError", "Internal server error"));
    }
    finish(exchange);
  }

  private static void runSections(EffectivePolicies policies, Exchange exchange) {
    if (Step.run(policies.section(Section.INBOUND), exchange) == Flow.CONTINUE
        && Step.run(policies.section(Section.BACKEND), exchange) == Flow.CONTINUE) {
      exchange.enterResponse();
      Step.run(policies.section(Section.OUTBOUND), exchange);
    }
  }

  private static void enter(Exchange exchange, Router.Route route) {
    GatewayRequest request = exchange.request();
    exchange.routeTo(route.api(), route.operation());
    exchange.setBackend(Backend.url(route.api().serviceUrl()));
    request.matchedParameters().putAll(route.parameters());
    request.setUrl(request.url().withPath(route.path()));
  }

  private static void authorize(Exchange exchange) {
    try {
      SubscriptionCheck.check(exchange, exchange.api());
    } catch (PolicyError e) {
      throw e.at("authorization", "", Section.INBOUND.element(), "", "");
    }
  }

  private static PolicyError notFound() {
    return new PolicyError(
            404,
            "OperationNotFound",
            "Unable to match incoming request to an operation.",
            "Resource not found",
            Map.of())
        .at("configuration", "", Section.INBOUND.element(), "", "");
  }

  /** Only cors policies run for a preflight request of an operation that is not OPTIONS itself. */
  private static boolean answersPreflight(GatewayService service, Exchange exchange, String path) {
    Headers headers = exchange.request().headers();
    Optional<String> method = headers.joined("Access-Control-Request-Method");
    if (!exchange.request().method().equals("OPTIONS")
        || method.isEmpty()
        || !headers.contains("Origin")) {
      return false;
    }
    Optional<Router.Route> route =
        Router.route(exchange.service(), exchange.request(), path, method.get());
    if (route.isEmpty()) {
      return false;
    }
    exchange.routeTo(route.get().api(), route.get().operation());
    EffectivePolicies policies =
        service
            .policies()
            .of(
                exchange.api(),
                exchange.operation(),
                exchange.service().openProduct(exchange.api()).orElse(null));
    boolean any = false;
    for (Step step : policies.section(Section.INBOUND)) {
      if (step.policy() instanceof Cors cors) {
        any = true;
        if (cors.preflight(exchange)) {
          return true;
        }
      }
    }
    return any; // an empty 200 without CORS headers
  }

  private static void fail(EffectivePolicies policies, Exchange exchange, PolicyError error) {
    exchange.setLastError(error.lastError());
    exchange.enterResponse();
    answer(exchange, error);
    try {
      Step.run(policies.section(Section.ON_ERROR), exchange);
    } catch (PolicyError again) {
      exchange.setLastError(again.lastError());
      answer(exchange, again);
    } catch (RuntimeException again) {
      LOG.error("Request {} failed in on-error", exchange.requestId(), again);
      answer(exchange, new PolicyError(500, "InternalError", "Internal server error"));
    }
  }

  private static void answer(Exchange exchange, PolicyError error) {
    ObjectNode body = Json.object();
    body.put("statusCode", error.status()).put("message", error.clientMessage());
    if (error.status() == 500) {
      body.put("activityId", exchange.requestId().toString());
      LOG.warn("Request {}: {}", exchange.requestId(), error.getMessage());
    }
    GatewayResponse response = exchange.response();
    response.become(new GatewayResponse());
    response.setStatus(error.status(), "");
    error.headers().forEach(response.headers()::set);
    response.headers().set("Content-Type", "application/json");
    response.setBody(MessageBody.of(Json.bytes(body)));
  }

  private static void finish(Exchange exchange) {
    try {
      exchange.finish();
    } catch (PolicyError e) {
      LOG.warn("Request {}: {}", exchange.requestId(), e.getMessage());
    }
  }
}
