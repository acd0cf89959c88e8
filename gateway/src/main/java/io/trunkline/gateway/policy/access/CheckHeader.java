package io.trunkline.gateway.policy.access;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.PolicyError;
import io.trunkline.gateway.policy.CompileContext;
import io.trunkline.gateway.policy.Policy;
import io.trunkline.gateway.policy.PolicyElement;
import io.trunkline.gateway.policy.PolicyValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code check-header}: a header must be there, perhaps with one of some values. */
public record CheckHeader(
    PolicyValue name,
    PolicyValue status,
    PolicyValue message,
    PolicyValue ignoreCase,
    List<PolicyValue> values)
    implements Policy {

  public static CheckHeader compile(PolicyElement element, CompileContext context) {
    element
        .allowAttributes(
            "name", "failed-check-httpcode", "failed-check-error-message", "ignore-case")
        .allowChildren("value");
    return new CheckHeader(
        context.required(element, "name"),
        context.required(element, "failed-check-httpcode"),
        context.required(element, "failed-check-error-message"),
        context.required(element, "ignore-case"),
        context.texts(element, "value"));
  }

  @Override
  public Flow apply(Exchange exchange) {
    String header = name.text(exchange);
    Optional<String> value = exchange.request().headers().joined(header);
    if (value.isEmpty()) {
      throw refuse(
          exchange,
          "HeaderNotFound",
          "Header " + header + " was not found in the request. Access denied.");
    }
    boolean loose = ignoreCase.flag(exchange);
    boolean matches =
        values.isEmpty()
            || values.stream()
                .map(allowed -> allowed.text(exchange))
                .anyMatch(
                    allowed ->
                        loose
                            ? allowed.equalsIgnoreCase(value.get())
                            : allowed.equals(value.get()));
    if (!matches) {
      throw refuse(
          exchange,
          "HeaderValueNotAllowed",
          "Header " + header + " value of " + value.get() + " is not allowed. Access denied.");
    }
    return Flow.CONTINUE;
  }

  private PolicyError refuse(Exchange exchange, String reason, String detail) {
    return new PolicyError(
        status.number(exchange), reason, detail, message.text(exchange), Map.of());
  }
}
