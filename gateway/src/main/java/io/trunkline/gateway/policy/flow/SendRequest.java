package io.trunkline.gateway.policy.flow;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.GatewayResponse;
import io.trunkline.gateway.exchange.Headers;
import io.trunkline.gateway.exchange.MessageBody;
import io.trunkline.gateway.exchange.PolicyError;
import io.trunkline.gateway.policy.CompileContext;
import io.trunkline.gateway.policy.Policy;
import io.trunkline.gateway.policy.PolicyElement;
import io.trunkline.gateway.policy.PolicyServices;
import io.trunkline.gateway.policy.PolicyValue;
import io.trunkline.gateway.policy.access.AuthenticationBasic;
import io.trunkline.gateway.policy.access.AuthenticationManagedIdentity;
import io.trunkline.gateway.policy.transform.SetBody;
import io.trunkline.gateway.policy.transform.SetHeader;
import io.trunkline.net.http.Fields;
import io.trunkline.net.http.HttpCallException;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.OutgoingCall;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** {@code send-request}: calls somebody else and keeps the response in a variable. */
public final class SendRequest implements Policy {
  private final boolean copy;
  private final String variable;
  private final PolicyValue timeout;
  private final boolean ignoreError;
  private final Optional<PolicyValue> url;
  private final Optional<PolicyValue> method;
  private final List<SetHeader> headers;
  private final Optional<SetBody> body;
  private final Optional<AuthenticationBasic> basic;
  private final Optional<AuthenticationManagedIdentity> identity;
  private final PolicyServices services;

  private SendRequest(PolicyElement element, CompileContext context) {
    copy = context.word(element, "mode", "new", "new", "copy").equals("copy");
    variable = context.requiredLiteral(element, "response-variable-name");
    timeout = context.required(element, "timeout", "60");
    ignoreError = context.flag(element, "ignore-error", false);
    url = element.child("set-url").map(context::text);
    method = element.child("set-method").map(context::text);
    headers =
        element.children("set-header").stream().map(h -> SetHeader.compile(h, context)).toList();
    body = element.child("set-body").map(b -> SetBody.compile(b, context));
    basic = element.child("authentication-basic").map(a -> AuthenticationBasic.compile(a, context));
    identity =
        element
            .child("authentication-managed-identity")
            .map(a -> AuthenticationManagedIdentity.compile(a, context));
    services = context.services();
    if (!copy && (url.isEmpty() || method.isEmpty())) {
      throw element.refuse("In mode 'new' the elements set-url and set-method are needed.");
    }
  }

  public static SendRequest compile(PolicyElement element, CompileContext context) {
    element
        .allowAttributes("mode", "response-variable-name", "timeout", "ignore-error")
        .allowChildren(
            "set-url",
            "set-method",
            "set-header",
            "set-body",
            "authentication-basic",
            "authentication-managed-identity");
    return new SendRequest(element, context);
  }

  @Override
  public Flow apply(Exchange exchange) {
    exchange.variables().put(variable, call(exchange));
    return Flow.CONTINUE;
  }

  private @Nullable GatewayResponse call(Exchange exchange) {
    Headers sent = copy ? exchange.request().headers().copy() : new Headers();
    for (String name : PolicyServices.HOP_BY_HOP) {
      sent.remove(name);
    }
    sent.remove("Host");
    sent.remove("Content-Length");
    headers.forEach(header -> header.applyTo(exchange, sent));
    basic.ifPresent(policy -> policy.applyTo(exchange, sent));
    identity.ifPresent(policy -> policy.applyTo(exchange, sent));
    Fields.Builder fields = Fields.builder();
    sent.map().forEach((name, values) -> values.forEach(value -> fields.add(name, value)));
    byte[] content =
        body.map(policy -> policy.bytes(exchange))
            .orElseGet(() -> copy ? exchange.request().body().content() : new byte[0]);
    try {
      OutgoingCall call =
          new OutgoingCall(
              method.map(m -> m.text(exchange).strip()).orElse(exchange.request().method()),
              URI.create(
                  url.map(u -> u.text(exchange).strip())
                      .orElseGet(() -> exchange.request().url().toString())),
              fields.build(),
              content,
              Duration.ofSeconds(timeout.number(exchange)),
              services.config().maxReplyBytes(),
              exchange.trace());
      return response(services.caller().send(call).toCompletableFuture().join());
    } catch (CompletionException | IllegalArgumentException e) {
      if (ignoreError) {
        return null;
      }
      throw failure(e);
    }
  }

  private static GatewayResponse response(HttpReply reply) {
    GatewayResponse response = new GatewayResponse();
    response.setStatus(reply.status(), "");
    reply.headers().forEach(header -> response.headers().add(header.getKey(), header.getValue()));
    response.setBody(MessageBody.of(reply.body()));
    return response;
  }

  private static PolicyError failure(Exception failure) {
    boolean late =
        failure.getCause() instanceof HttpCallException e
            && e.reason() == HttpCallException.Reason.TIMEOUT;
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return new PolicyError(
        500,
        late ? "Timeout" : "BackendConnectionFailure",
        "send-request failed: " + cause.getMessage(),
        "Internal server error",
        Map.of());
  }
}
