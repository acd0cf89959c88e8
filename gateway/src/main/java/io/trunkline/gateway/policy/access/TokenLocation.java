package io.trunkline.gateway.policy.access;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.policy.CompileContext;
import io.trunkline.gateway.policy.PolicyElement;
import io.trunkline.gateway.policy.PolicyValue;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where in a request a token is: exactly one of header, query parameter and expression. */
record TokenLocation(
    @Nullable PolicyValue header,
    @Nullable PolicyValue query,
    @Nullable PolicyValue value,
    Optional<String> requiredScheme) {

  static TokenLocation compile(PolicyElement element, CompileContext context) {
    long given =
        Stream.of("header-name", "query-parameter-name", "token-value")
            .filter(name -> element.attribute(name).isPresent())
            .count();
    if (given != 1) {
      throw element.refuse(
          "Exactly one of header-name, query-parameter-name and token-value is needed.");
    }
    return new TokenLocation(
        context.optional(element, "header-name").orElse(null),
        context.optional(element, "query-parameter-name").orElse(null),
        context.optional(element, "token-value").orElse(null),
        context.literal(element, "require-scheme"));
  }

  Optional<String> find(Exchange exchange) {
    if (value != null) {
      return Optional.of(value.text(exchange)).filter(token -> !token.isBlank());
    }
    if (query != null) {
      return exchange.request().originalUrl().query().joined(query.text(exchange));
    }
    String name = header.text(exchange);
    return exchange
        .request()
        .headers()
        .joined(name)
        .map(text -> withoutScheme(name, text.strip()))
        .filter(token -> !token.isBlank());
  }

  /** Only the Authorization header has a scheme in front of the token. */
  private String withoutScheme(String name, String text) {
    int space = text.indexOf(' ');
    if (!name.equalsIgnoreCase("Authorization")) {
      return text;
    }
    String scheme = space < 0 ? "" : text.substring(0, space);
    if (requiredScheme.isPresent() && !requiredScheme.get().equalsIgnoreCase(scheme)) {
      throw new TokenRefused("TokenNotPresent", "JWT not present.");
    }
    return text.substring(space + 1).strip();
  }
}
