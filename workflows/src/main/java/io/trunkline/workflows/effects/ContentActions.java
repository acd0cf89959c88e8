package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.connector.Artifacts;
import io.trunkline.workflows.definition.ActionType;
import io.trunkline.workflows.expression.value.ContentEnvelope;
import io.trunkline.workflows.expression.value.ObjectProperties;
import io.trunkline.workflows.expression.xml.XmlToJson;
import io.trunkline.workflows.transform.LiquidMap;
import io.trunkline.workflows.transform.TransformException;
import io.trunkline.workflows.transform.XsltMap;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The actions that have a map, and the look-up of artifacts (reference/workflows.md §4.11). */
final class ContentActions {
  private final ContentInputs content;

  ContentActions(Artifacts artifacts) {
    this.content = new ContentInputs(artifacts);
  }

  void register(Map<ActionType, CallAction> types) {
    types.put(ActionType.XSLT, ContentInputs.action(this::xslt));
    types.put(ActionType.XSLT_TRANSFORM, ContentInputs.action(this::xslt));
    types.put(ActionType.LIQUID, ContentInputs.action(this::liquid));
    types.put(ActionType.INTEGRATION_ACCOUNT_ARTIFACT_LOOKUP, ContentInputs.action(this::lookUp));
  }

  private JsonNode xslt(CallSite site, JsonNode inputs) {
    XsltMap map = XsltMap.compile(content.map(site, inputs, ".xslt"));
    List<String> options =
        List.of(
            ContentInputs.text(inputs, "transformOptions")
                .orElse("")
                .toLowerCase(Locale.ROOT)
                .split("\\s*,\\s*"));
    boolean ownOutput = options.contains("applyxsltoutputattributes");
    byte[] result = map.apply(ContentInputs.document(inputs), parameters(inputs), ownOutput);
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

  private JsonNode liquid(CallSite site, JsonNode inputs) {
    String kind = site.action().kind().toLowerCase(Locale.ROOT);
    if (!List.of("jsontojson", "jsontotext", "xmltojson", "xmltotext").contains(kind)) {
      throw new TransformException(
          kind.isEmpty() ? "MissingLiquidActionKind" : "InvalidLiquidActionKind",
          "The kind of a Liquid action is JsonToJson, JsonToText, XmlToJson or XmlToText.");
    }
    byte[] map = content.map(site, inputs, ".liquid");
    LiquidMap template = LiquidMap.compile(new String(map, StandardCharsets.UTF_8));
    JsonNode given =
        kind.startsWith("xml")
            ? XmlToJson.convert(ContentInputs.document(inputs))
            : ContentInputs.json(ContentInputs.content(inputs));
    String rendered = template.render(given);
    return Computation.body(
        kind.endsWith("text")
            ? TextNode.valueOf(rendered)
            : ContentInputs.json(TextNode.valueOf(rendered)));
  }

  private JsonNode lookUp(CallSite site, JsonNode inputs) {
    String type = ContentInputs.text(inputs, "artifactType").orElse("");
    String name = ContentInputs.text(inputs, "artifactName").orElse("");
    for (Artifacts.Kind kind : Artifacts.Kind.values()) {
      if (kind.name().equalsIgnoreCase(type)) {
        Artifacts.Artifact found = content.find(site, kind, name);
        ObjectNode body = Json.object().put("name", found.name());
        body.set("properties", found.properties());
        return Computation.body(body);
      }
    }
    throw new TransformException("BadRequest", "'%s' is not a type of artifact.".formatted(type));
  }
}
