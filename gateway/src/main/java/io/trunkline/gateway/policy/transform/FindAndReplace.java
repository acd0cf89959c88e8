package io.trunkline.gateway.policy.transform;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.MessageBody;
import io.trunkline.gateway.policy.CompileContext;
import io.trunkline.gateway.policy.Policy;
import io.trunkline.gateway.policy.PolicyElement;
import io.trunkline.gateway.policy.PolicyValue;
import java.nio.charset.StandardCharsets;

/** {@code find-and-replace}: replaces a text everywhere in the body. */
public record FindAndReplace(PolicyValue from, PolicyValue to) implements Policy {
  public static FindAndReplace compile(PolicyElement element, CompileContext context) {
    element.allowAttributes("from", "to").allowChildren();
    return new FindAndReplace(context.required(element, "from"), context.required(element, "to"));
  }

  @Override
  public Flow apply(Exchange exchange) {
    MessageBody body =
        exchange.inResponse() ? exchange.response().body() : exchange.request().body();
    String text = new String(body.content(), StandardCharsets.UTF_8);
    MessageBody replaced =
        MessageBody.of(
            text.replace(from.text(exchange), to.text(exchange)).getBytes(StandardCharsets.UTF_8));
    if (exchange.inResponse()) {
      exchange.response().setBody(replaced);
    } else {
      exchange.request().setBody(replaced);
    }
    return Flow.CONTINUE;
  }
}
