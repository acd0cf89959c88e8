package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import io.trunkline.workflows.connector.Artifacts;
import io.trunkline.workflows.expression.value.ContentEnvelope;
import io.trunkline.workflows.expression.value.ObjectProperties;
import io.trunkline.workflows.expression.xml.XmlException;
import io.trunkline.workflows.expression.xml.XmlReader;
import io.trunkline.workflows.transform.TransformException;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;

/** What the actions that transform content read of their inputs, and the artifacts they name. */
final class ContentInputs {
  private final Artifacts artifacts;

  ContentInputs(Artifacts artifacts) {
    this.artifacts = artifacts;
  }

  /** Returns an action that computes its outputs from its inputs. */
  static CallAction action(BiFunction<CallSite, JsonNode, @Nullable JsonNode> compute) {
    return new Computation() {
      @Override
      Work work(CallSite site) {
        JsonNode inputs = site.inputs();
        return () -> compute.apply(site, inputs);
      }
    };
  }

  /** Returns the map that the inputs name. */
  byte[] map(CallSite site, JsonNode inputs, String extension) {
    return artifact(site, inputs, "map", Artifacts.Kind.MAP, extension).content();
  }

  /** Returns the schema that the inputs name. */
  byte[] schema(CallSite site, JsonNode inputs) {
    return artifact(site, inputs, "schema", Artifacts.Kind.SCHEMA, ".xsd").content();
  }

  /** Finds a schema that another one names. */
  Optional<byte[]> otherSchema(CallSite site, String name) {
    return artifacts
        .find(site.version().id(), Artifacts.Kind.SCHEMA, name)
        .map(Artifacts.Artifact::content);
  }

  /**
   * Returns the artifact that {@code {integrationAccount: {map|schema: {name}}}} or {@code
   * {map|schema: {name}}} names.
   *
   * @param extension of the file to take where several have the name
   */
  private Artifacts.Artifact artifact(
      CallSite site, JsonNode inputs, String property, Artifacts.Kind kind, String extension) {
    JsonNode holder = ObjectProperties.find(inputs, "integrationAccount").orElse(inputs);
    String name =
        ObjectProperties.find(holder, property)
            .or(() -> ObjectProperties.find(inputs, property))
            .flatMap(reference -> ObjectProperties.find(reference, "name"))
            .map(JsonNode::asText)
            .orElseThrow(
                () ->
                    new TransformException(
                        "BadRequest", "The action names no %s.".formatted(property)));
    return artifacts
        .find(site.version().id(), kind, name + extension)
        .orElseGet(() -> find(site, kind, name));
  }

  Artifacts.Artifact find(CallSite site, Artifacts.Kind kind, String name) {
    return artifacts
        .find(site.version().id(), kind, name)
        .orElseThrow(
            () ->
                new TransformException(
                    code(kind), "The artifact '%s' could not be found.".formatted(name)));
  }

  private static String code(Artifacts.Kind kind) {
    return switch (kind) {
      case MAP -> "MapNotFound";
      case SCHEMA -> "SchemaNotFound";
      case PARTNER -> "PartnerNotFound";
      case AGREEMENT -> "AgreementNotFound";
    };
  }

  static JsonNode content(JsonNode inputs) {
    return ObjectProperties.find(inputs, "content")
        .filter(value -> !value.isNull())
        .orElseThrow(() -> new TransformException("BadRequest", "The action has no 'content'."));
  }

  /** Returns the content as XML. */
  static Document document(JsonNode inputs) {
    JsonNode content = content(inputs);
    try {
      Optional<ContentEnvelope> envelope = ContentEnvelope.from(content);
      return envelope.isPresent()
          ? XmlReader.read(envelope.get().bytes())
          : XmlReader.read(content.asText());
    } catch (XmlException | IllegalArgumentException e) {
      throw new TransformException(
          "InvalidXmlContent", "The content is not valid XML: " + e.getMessage());
    }
  }

  /** Returns a value, or the JSON of a text. */
  static JsonNode json(JsonNode value) {
    Optional<String> text =
        value.isTextual()
            ? Optional.of(value.textValue())
            : ContentEnvelope.from(value).map(ContentEnvelope::text);
    try {
      return text.isPresent() ? Json.parse(text.get()) : value;
    } catch (JsonException e) {
      throw new TransformException(
          "InvalidTransformRequest", "This is not valid JSON: " + e.getMessage());
    }
  }

  static Optional<String> text(JsonNode inputs, String name) {
    return ObjectProperties.find(inputs, name)
        .filter(value -> !value.isNull())
        .map(JsonNode::asText);
  }
}
