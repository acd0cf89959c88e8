package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import io.trunkline.workflows.connector.Artifacts;
import io.trunkline.workflows.definition.ActionType;
import io.trunkline.workflows.expression.value.ContentEnvelope;
import io.trunkline.workflows.expression.value.ObjectProperties;
import io.trunkline.workflows.expression.xml.XmlException;
import io.trunkline.workflows.expression.xml.XmlReader;
import io.trunkline.workflows.expression.xml.XmlToJson;
import io.trunkline.workflows.transform.LiquidMap;
import io.trunkline.workflows.transform.TransformException;
import io.trunkline.workflows.transform.XmlSchemas;
import io.trunkline.workflows.transform.XsltMap;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;

/** The actions that transform and check content (reference/workflows.md §4.11). */
final class ContentActions {
  private final Artifacts artifacts;

  ContentActions(Artifacts artifacts) {
    this.artifacts = artifacts;
  }

  void register(Map<ActionType, CallAction> types) {
    types.put(ActionType.XSLT, of(this::xslt));
    types.put(ActionType.XSLT_TRANSFORM, of(this::xslt));
    types.put(ActionType.XML_VALIDATION, of(this::validate));
    types.put(ActionType.LIQUID, of(this::liquid));
    types.put(ActionType.INTEGRATION_ACCOUNT_ARTIFACT_LOOKUP, of(this::lookUp));
  }

  private static Computation of(BiFunction<CallSite, JsonNode, @Nullable JsonNode> compute) {
    return new Computation() {
      @Override
      Work work(CallSite site) {
        JsonNode inputs = site.inputs();
        return () -> compute.apply(site, inputs);
      }
    };
  }

  private JsonNode xslt(CallSite site, JsonNode inputs) {
    XsltMap map = XsltMap.compile(artifact(site, inputs, "map", Artifacts.Kind.MAP).content());
    List<String> options =
        List.of(
            text(inputs, "transformOptions")
                .orElse("")
                .toLowerCase(Locale.ROOT)
                .split("\\s*,\\s*"));
    boolean ownOutput = options.contains("applyxsltoutputattributes");
    byte[] result = map.apply(document(inputs), parameters(inputs), ownOutput);
    if (options.contains("generatetextoutput")) {
      return Computation.body(TextNode.valueOf(new String(result, StandardCharsets.UTF_8)));
    }
    return Computation.body(ContentEnvelope.of("application/xml; charset=utf-8", result).toJson());
  }

  private static Map<String, String> parameters(JsonNode inputs) {
    Map<String, String> parameters = new LinkedHashMap<>();
    ObjectProperties.find(inputs, "xsltParameters")
        .or(() -> ObjectProperties.find(inputs, "parameters"))
        .filter(JsonNode::isObject)
        .ifPresent(
            given ->
                given
                    .properties()
                    .forEach(one -> parameters.put(one.getKey(), one.getValue().asText())));
    return parameters;
  }

  private @Nullable JsonNode validate(CallSite site, JsonNode inputs) {
    byte[] schema = artifact(site, inputs, "schema", Artifacts.Kind.SCHEMA).content();
    List<String> violations =
        XmlSchemas.validate(
            schema,
            document(inputs),
            name ->
                artifacts
                    .find(site.version().id(), Artifacts.Kind.SCHEMA, name)
                    .map(Artifacts.Artifact::content));
    if (!violations.isEmpty()) {
      throw new TransformException(
          "InvalidXml", "The XML does not match the schema: " + String.join("; ", violations));
    }
    return null;
  }

  private JsonNode liquid(CallSite site, JsonNode inputs) {
    String kind = site.action().kind().toLowerCase(Locale.ROOT);
    if (!List.of("jsontojson", "jsontotext", "xmltojson", "xmltotext").contains(kind)) {
      throw new TransformException(
          kind.isEmpty() ? "MissingLiquidActionKind" : "InvalidLiquidActionKind",
          "The kind of a Liquid action is JsonToJson, JsonToText, XmlToJson or XmlToText.");
    }
    byte[] map = artifact(site, inputs, "map", Artifacts.Kind.MAP).content();
    LiquidMap template = LiquidMap.compile(new String(map, StandardCharsets.UTF_8));
    JsonNode content =
        kind.startsWith("xml") ? XmlToJson.convert(document(inputs)) : json(content(inputs));
    String rendered = template.render(content);
    return Computation.body(
        kind.endsWith("text") ? TextNode.valueOf(rendered) : json(TextNode.valueOf(rendered)));
  }

  private JsonNode lookUp(CallSite site, JsonNode inputs) {
    String type = text(inputs, "artifactType").orElse("");
    String name = text(inputs, "artifactName").orElse("");
    for (Artifacts.Kind kind : Artifacts.Kind.values()) {
      if (kind.name().equalsIgnoreCase(type)) {
        Artifacts.Artifact found = find(site, kind, name);
        ObjectNode body = Json.object().put("name", found.name());
        body.set("properties", found.properties());
        return Computation.body(body);
      }
    }
    throw new TransformException("BadRequest", "'%s' is not a type of artifact.".formatted(type));
  }

  /**
   * Returns the artifact that {@code {integrationAccount: {map|schema: {name}}}} or {@code
   * {map|schema: {name}}} names.
   */
  private Artifacts.Artifact artifact(
      CallSite site, JsonNode inputs, String property, Artifacts.Kind kind) {
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
    return find(site, kind, name);
  }

  private Artifacts.Artifact find(CallSite site, Artifacts.Kind kind, String name) {
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

  private static JsonNode content(JsonNode inputs) {
    return ObjectProperties.find(inputs, "content")
        .filter(value -> !value.isNull())
        .orElseThrow(() -> new TransformException("BadRequest", "The action has no 'content'."));
  }

  private static Document document(JsonNode inputs) {
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

  private static JsonNode json(JsonNode value) {
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

  private static Optional<String> text(JsonNode inputs, String name) {
    return ObjectProperties.find(inputs, name)
        .filter(value -> !value.isNull())
        .map(JsonNode::asText);
  }
}
