package io.trunkline.gateway.policy.transform;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.MessageBody;
import io.trunkline.gateway.expression.Texts;
import io.trunkline.gateway.policy.CompileContext;
import io.trunkline.gateway.policy.Policy;
import io.trunkline.gateway.policy.PolicyElement;
import io.trunkline.gateway.policy.PolicyValue;
import java.nio.charset.StandardCharsets;

/** {@code set-body}: replaces the body; liquid templates are refused. */
public record SetBody(PolicyValue body) implements Policy {
  public static SetBody compile(PolicyElement element, CompileContext context) {
    if (element.attribute("template").isPresent()) {
      throw element.refuse("The attribute 'template' (liquid templates) is not supported.");
    }
    element.allowAttributes().allowChildren();
    return new SetBody(context.text(element));
  }

  @Override
  public Flow apply(Exchange exchange) {
    MessageBody content = MessageBody.of(bytes(exchange));
    if (exchange.inResponse()) {
      exchange.response().setBody(content);
    } else {
      exchange.request().setBody(content);
    }
    return Flow.CONTINUE;
  }

  /** Returns the new body. */
  public byte[] bytes(Exchange exchange) {
    return switch (body.evaluate(exchange)) {
      case byte[] bytes -> bytes;
      case null -> new byte[0];
      case Object value -> Texts.of(value).getBytes(StandardCharsets.UTF_8);
    };
  }
}
