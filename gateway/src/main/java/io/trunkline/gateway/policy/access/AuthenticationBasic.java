package io.trunkline.gateway.policy.access;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.Headers;
import io.trunkline.gateway.policy.CompileContext;
import io.trunkline.gateway.policy.Policy;
import io.trunkline.gateway.policy.PolicyElement;
import io.trunkline.gateway.policy.PolicyValue;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** {@code authentication-basic}: a user name and password for the backend. */
public record AuthenticationBasic(PolicyValue username, PolicyValue password) implements Policy {
  public static AuthenticationBasic compile(PolicyElement element, CompileContext context) {
    element.allowAttributes("username", "password").allowChildren();
    return new AuthenticationBasic(
        context.required(element, "username"), context.required(element, "password"));
  }

  @Override
  public Flow apply(Exchange exchange) {
    applyTo(exchange, exchange.request().headers());
    return Flow.CONTINUE;
  }

  /** Sets the header of a request. */
  public void applyTo(Exchange exchange, Headers headers) {
    String pair = username.text(exchange) + ":" + password.text(exchange);
    headers.set(
        "Authorization",
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }
}
