package io.trunkline.gateway.policy.transform;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.Headers;
import io.trunkline.gateway.policy.CompileContext;
import io.trunkline.gateway.policy.Policy;
import io.trunkline.gateway.policy.PolicyElement;
import io.trunkline.gateway.policy.PolicyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code set-header}: sets, adds or deletes a header of the request or response. */
public record SetHeader(PolicyValue name, PolicyValue action, List<PolicyValue> values)
    implements Policy {
  /** Headers whose values may hold commas or dates, and are sent one by one. */
  private static final Set<String> SEPARATE =
      Set.of(
          "user-agent",
          "www-authenticate",
          "proxy-authenticate",
          "cookie",
          "set-cookie",
          "warning",
          "date",
          "expires",
          "if-modified-since",
          "if-unmodified-since",
          "last-modified",
          "retry-after");

  public static SetHeader compile(PolicyElement element, CompileContext context) {
    element.allowAttributes("name", "exists-action").allowChildren("value");
    return new SetHeader(
        context.required(element, "name"),
        ExistsAction.compile(element, context),
        context.texts(element, "value"));
  }

  @Override
  public Flow apply(Exchange exchange) {
    applyTo(exchange, exchange.headers());
    return Flow.CONTINUE;
  }

  /** Changes the headers of a message other than the current one. */
  public void applyTo(Exchange exchange, Headers headers) {
    String header = name.text(exchange);
    List<String> texts = new ArrayList<>();
    values.forEach(value -> texts.add(value.text(exchange)));
    boolean separate = SEPARATE.contains(header.toLowerCase(Locale.ROOT));
    List<String> lines = separate || texts.isEmpty() ? texts : List.of(String.join(",", texts));
    ExistsAction.of(action, exchange).apply(headers, header, lines);
  }
}
