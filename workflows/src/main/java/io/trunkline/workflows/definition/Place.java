package io.trunkline.workflows.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.expression.Expressions;
import io.trunkline.workflows.expression.JsonPath;
import io.trunkline.workflows.expression.Template;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * A value of a document together with its path; reads properties and notes those of a wrong type.
 */
record Place(JsonNode node, String path, Problems problems) {
  /** Returns a property that is there and not null, found without regard to case. */
  Optional<Place> property(String name) {
    if (!node.isObject()) {
      return Optional.empty();
    }
    return ObjectProperties.findName(node, name)
        .filter(spelling -> !node.get(spelling).isNull())
        .map(this::child);
  }

  /** Returns a property that must be an object where it is given. */
  Optional<Place> object(String name) {
    return property(name).filter(place -> place.is(place.node.isObject(), "an object"));
  }

  /** Returns a property that must be an array where it is given. */
  Optional<Place> array(String name) {
    return property(name).filter(place -> place.is(place.node.isArray(), "an array"));
  }

  /** Returns a property that must be a string where it is given. */
  Optional<String> text(String name) {
    return property(name)
        .filter(place -> place.is(place.node.isTextual(), "a string"))
        .map(place -> place.node.textValue());
  }

  /** Returns the properties of this object as places, in order. */
  SequencedMap<String, Place> children() {
    SequencedMap<String, Place> children = new LinkedHashMap<>();
    node.fieldNames().forEachRemaining(name -> children.put(name, child(name)));
    return children;
  }

  /** Returns the elements of this array as places. */
  Place element(int index) {
    return new Place(node.get(index), JsonPath.element(path, index), problems);
  }

  private Place child(String name) {
    return new Place(node.get(name), JsonPath.property(path, name), problems);
  }

  /** Compiles this value. */
  Template template() {
    return Expressions.template(node, path, problems::add);
  }

  /** Compiles this value as a condition. */
  Template condition() {
    return Expressions.condition(node, path, problems::add);
  }

  /** Notes a problem of this place. */
  void refuse(String code, String message) {
    problems.add(path, code, message);
  }

  private boolean is(boolean accepted, String expected) {
    if (!accepted) {
      problems.add(path, "The property must be %s.".formatted(expected));
    }
    return accepted;
  }
}
