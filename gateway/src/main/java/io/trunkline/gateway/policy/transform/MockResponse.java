package io.trunkline.gateway.policy.transform;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.GatewayResponse;
import io.trunkline.gateway.exchange.MessageBody;
import io.trunkline.gateway.policy.CompileContext;
import io.trunkline.gateway.policy.Policy;
import io.trunkline.gateway.policy.PolicyElement;
import io.trunkline.net.codec.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code mock-response}: answers with an example of the operation's declared responses. */
public record MockResponse(int status, Optional<String> contentType, int index) implements Policy {
  public static MockResponse compile(PolicyElement element, CompileContext context) {
    element.allowAttributes("status-code", "content-type", "index").allowChildren();
    return new MockResponse(
        element.attribute("status-code").isPresent()
            ? context.number(element, "status-code", 100, 599)
            : 200,
        context.literal(element, "content-type"),
        element.attribute("index").isPresent() ? context.number(element, "index", 0, 1000) : 0);
  }

  @Override
  public Flow apply(Exchange exchange) {
    GatewayResponse response = exchange.response();
    response.become(new GatewayResponse());
    response.setStatus(status, "");
    JsonNode responses = exchange.operation() == null ? null : exchange.operation().responses();
    JsonNode chosen = representation(responses);
    contentType
        .or(() -> Optional.ofNullable(chosen).map(r -> r.path("contentType").asText()))
        .ifPresent(type -> response.headers().set("Content-Type", type));
    response.setBody(MessageBody.of(example(chosen).getBytes(StandardCharsets.UTF_8)));
    return Flow.RESPOND;
  }

  private JsonNode representation(JsonNode responses) {
    if (responses != null) {
      for (JsonNode response : responses) {
        if (response.path("statusCode").asInt() == status) {
          for (JsonNode representation : response.path("representations")) {
            String type = representation.path("contentType").asText();
            if (contentType.isEmpty() || contentType.get().equalsIgnoreCase(type)) {
              return representation;
            }
          }
        }
      }
    }
    return null;
  }

  private String example(JsonNode representation) {
    if (representation == null) {
      return "";
    }
    List<JsonNode> examples = new ArrayList<>();
    representation.path("examples").forEach(examples::add);
    if (examples.isEmpty() && representation.hasNonNull("sample")) {
      return representation.path("sample").asText();
    }
    if (index >= examples.size()) {
      return "";
    }
    JsonNode value = examples.get(index).path("value");
    return value.isTextual() ? value.textValue() : Json.text(value);
  }
}
