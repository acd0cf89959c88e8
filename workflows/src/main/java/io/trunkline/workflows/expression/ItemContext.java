package io.trunkline.workflows.expression;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** A context inside one element of a data operation. */
final class ItemContext extends DelegatingContext {
  private final JsonNode element;

  ItemContext(EvaluationContext outer, JsonNode element) {
    super(outer);
    this.element = element;
  }

  @Override
  public Optional<JsonNode> item() {
    return Optional.of(element);
  }
}
