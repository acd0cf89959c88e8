package io.trunkline.gateway.policy.access;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.Headers;
import io.trunkline.gateway.exchange.MessageBody;
import io.trunkline.gateway.policy.CompileContext;
import io.trunkline.gateway.policy.Policy;
import io.trunkline.gateway.policy.PolicyElement;
import io.trunkline.gateway.policy.PolicyValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code cors}: answers preflight requests and marks responses for browsers. */
public record Cors(
    List<PolicyValue> origins,
    List<String> methods,
    List<String> headers,
    List<String> exposed,
    int maxAge,
    PolicyValue credentials,
    PolicyValue terminate)
    implements Policy {

  public static Cors compile(PolicyElement element, CompileContext context) {
    element
        .allowAttributes("allow-credentials", "terminate-unmatched-request")
        .allowChildren("allowed-origins", "allowed-methods", "allowed-headers", "expose-headers");
    PolicyElement origins =
        element
            .child("allowed-origins")
            .orElseThrow(() -> element.refuse("The element 'allowed-origins' is missing."));
    Optional<PolicyElement> methods = element.child("allowed-methods");
    int maxAge =
        methods
            .filter(m -> m.attribute("preflight-result-max-age").isPresent())
            .map(m -> context.number(m, "preflight-result-max-age", 0, Integer.MAX_VALUE))
            .orElse(0);
    return new Cors(
        context.texts(origins, "origin"),
        methods.map(m -> words(m, "method")).orElse(List.of("GET", "POST")),
        element.child("allowed-headers").map(h -> words(h, "header")).orElse(List.of()),
        element.child("expose-headers").map(h -> words(h, "header")).orElse(List.of()),
        maxAge,
        context.required(element, "allow-credentials", "false"),
        context.required(element, "terminate-unmatched-request", "true"));
  }

  private static List<String> words(PolicyElement element, String child) {
    element.allowChildren(child);
    return element.children(child).stream().map(PolicyElement::text).toList();
  }

  @Override
  public Flow apply(Exchange exchange) {
    Optional<String> origin = exchange.request().headers().joined("Origin");
    if (origin.isEmpty()) {
      return Flow.CONTINUE;
    }
    if (allows(exchange, origin.get())) {
      exchange.beforeResponse(done -> mark(done, origin.get()));
      return Flow.CONTINUE;
    }
    boolean simple = List.of("GET", "HEAD").contains(exchange.request().method());
    if (simple && terminate.flag(exchange)) {
      answerEmpty(exchange);
      return Flow.RESPOND;
    }
    return Flow.CONTINUE;
  }

  /**
   * Answers a preflight request.
   *
   * @return whether it is answered; otherwise the next cors policy is asked
   */
  public boolean preflight(Exchange exchange) {
    Headers request = exchange.request().headers();
    String origin = request.joined("Origin").orElse("");
    String method = request.joined("Access-Control-Request-Method").orElse("");
    String wanted = request.joined("Access-Control-Request-Headers").orElse("");
    if (allows(exchange, origin) && contains(methods, method) && allowsHeaders(wanted)) {
      answerEmpty(exchange);
      mark(exchange, origin);
      Headers response = exchange.response().headers();
      response.set("Access-Control-Allow-Methods", method);
      if (!wanted.isBlank()) {
        response.set("Access-Control-Allow-Headers", wanted);
      }
      if (maxAge > 0) {
        response.set("Access-Control-Max-Age", Integer.toString(maxAge));
      }
      return true;
    }
    if (terminate.flag(exchange)) {
      answerEmpty(exchange);
      return true;
    }
    return false;
  }

  private boolean allows(Exchange exchange, String origin) {
    return origins.stream()
        .map(allowed -> allowed.text(exchange).strip())
        .anyMatch(allowed -> allowed.equals("*") || same(allowed, origin));
  }

  private static boolean same(String allowed, String origin) {
    return normal(allowed).equals(normal(origin));
  }

  private static String normal(String origin) {
    String lower = origin.toLowerCase(Locale.ROOT).replaceAll("/$", "");
    return lower.startsWith("https://")
        ? lower.replaceAll(":443$", "")
        : lower.replaceAll(":80$", "");
  }

  private boolean allowsHeaders(String wanted) {
    if (wanted.isBlank()) {
      return true;
    }
    for (String header : wanted.split(",", 0)) {
      if (!contains(headers, header.strip())) {
        return false;
      }
    }
    return true;
  }

  private static boolean contains(List<String> allowed, String wanted) {
    return allowed.stream().anyMatch(word -> word.equals("*") || word.equalsIgnoreCase(wanted));
  }

  private void mark(Exchange exchange, String origin) {
    Headers response = exchange.response().headers();
    response.set("Access-Control-Allow-Origin", origin);
    response.add("Vary", "Origin");
    if (credentials.flag(exchange)) {
      response.set("Access-Control-Allow-Credentials", "true");
    }
    if (!exposed.isEmpty()) {
      response.set("Access-Control-Expose-Headers", String.join(",", exposed));
    }
  }

  private static void answerEmpty(Exchange exchange) {
    exchange.response().setStatus(200, "OK");
    exchange.response().setBody(MessageBody.empty());
  }
}
