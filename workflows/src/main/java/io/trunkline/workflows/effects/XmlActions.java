package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.connector.Artifacts;
import io.trunkline.workflows.definition.ActionType;
import io.trunkline.workflows.expression.value.ContentEnvelope;
import io.trunkline.workflows.expression.value.ObjectProperties;
import io.trunkline.workflows.expression.xml.XmlWriter;
import io.trunkline.workflows.transform.TransformException;
import io.trunkline.workflows.transform.XmlComposer;
import io.trunkline.workflows.transform.XmlParser;
import io.trunkline.workflows.transform.XmlSchemas;
import io.trunkline.workflows.transform.flatfile.FlatFileReader;
import io.trunkline.workflows.transform.flatfile.FlatFileSchema;
import io.trunkline.workflows.transform.flatfile.FlatFileWriter;
import io.trunkline.workflows.transform.schema.SchemaDocument;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;

/** The actions that have a schema (reference/workflows.md §4.11). */
final class XmlActions {
  private static final String XML = "application/xml; charset=utf-8";

  private final ContentInputs content;

  XmlActions(Artifacts artifacts) {
    this.content = new ContentInputs(artifacts);
  }

  void register(Map<ActionType, CallAction> types) {
    types.put(ActionType.XML_VALIDATION, ContentInputs.action(this::validate));
    types.put(ActionType.XML_PARSE, ContentInputs.action(this::parse));
    types.put(ActionType.XML_COMPOSE, ContentInputs.action(this::compose));
    types.put(ActionType.FLAT_FILE_DECODING, ContentInputs.action(this::decode));
    types.put(ActionType.FLAT_FILE_ENCODING, ContentInputs.action(this::encode));
  }

  private @Nullable JsonNode validate(CallSite site, JsonNode inputs) {
    requireValid(site, content.schema(site, inputs), ContentInputs.document(inputs));
    return null;
  }

  private void requireValid(CallSite site, byte[] schema, Document document) {
    List<String> violations =
        XmlSchemas.validate(schema, document, name -> content.otherSchema(site, name));
    if (!violations.isEmpty()) {
      throw new TransformException(
          "InvalidXml", "The XML does not match the schema: " + String.join("; ", violations));
    }
  }

  private JsonNode parse(CallSite site, JsonNode inputs) {
    byte[] schema = content.schema(site, inputs);
    Document document = ContentInputs.document(inputs);
    if (document.getDoctype() != null
        && setting(inputs, "xmlReaderSettings", "dtdProcessing")
            .filter("prohibit"::equalsIgnoreCase)
            .isPresent()) {
      throw new TransformException(
          "InvalidXmlContent", "The content has a document type, which 'dtdProcessing' prohibits.");
    }
    requireValid(site, schema, document);
    return Computation.body(
        XmlParser.parse(
            read(site, schema),
            document,
            new XmlParser.Options(
                flag(inputs, "jsonWriterSettings", "ignoreAttributes"),
                flag(inputs, "jsonWriterSettings", "useFullyQualifiedNames"))));
  }

  private JsonNode compose(CallSite site, JsonNode inputs) {
    byte[] schema = content.schema(site, inputs);
    Document document =
        XmlComposer.compose(read(site, schema), ContentInputs.json(ContentInputs.content(inputs)));
    requireValid(site, schema, document);
    return xml(document);
  }

  private JsonNode decode(CallSite site, JsonNode inputs) {
    FlatFileSchema schema = flatFile(site, inputs);
    JsonNode file = ContentInputs.content(inputs);
    Optional<ContentEnvelope> envelope = ContentEnvelope.from(file);
    String text =
        envelope.isPresent() ? new String(envelope.get().bytes(), schema.charset()) : file.asText();
    return xml(FlatFileReader.read(schema, text));
  }

  private JsonNode encode(CallSite site, JsonNode inputs) {
    FlatFileSchema schema = flatFile(site, inputs);
    Optional<String> mode = ContentInputs.text(inputs, "emptyNodeGenerationMode");
    switch (mode.orElse("HonorSchemaNodeProperty").toLowerCase(Locale.ROOT)) {
      case "forceddisabled" -> schema = schema.generatingEmpty(false);
      case "forcedenabled" -> schema = schema.generatingEmpty(true);
      case "honorschemanodeproperty" -> {}
      default ->
          throw new TransformException(
              "BadRequest",
              "'%s' is not a value of 'emptyNodeGenerationMode'.".formatted(mode.orElse("")));
    }
    String text = FlatFileWriter.write(schema, ContentInputs.document(inputs));
    Charset charset = schema.charset();
    return Computation.body(
        charset.equals(StandardCharsets.UTF_8)
            ? TextNode.valueOf(text)
            : ContentEnvelope.of("text/plain; charset=" + charset.name(), text.getBytes(charset))
                .toJson());
  }

  private FlatFileSchema flatFile(CallSite site, JsonNode inputs) {
    return FlatFileSchema.of(
        read(site, content.schema(site, inputs)),
        ContentInputs.text(inputs, "rootNode").orElse(""));
  }

  private SchemaDocument read(CallSite site, byte[] schema) {
    return SchemaDocument.read(schema, name -> content.otherSchema(site, name));
  }

  private static JsonNode xml(Document document) {
    byte[] text = XmlWriter.write(document).getBytes(StandardCharsets.UTF_8);
    return Computation.body(ContentEnvelope.of(XML, text).toJson());
  }

  private static Optional<String> setting(JsonNode inputs, String group, String name) {
    return ContentInputs.text(ObjectProperties.find(inputs, group).orElse(Json.object()), name);
  }

  private static boolean flag(JsonNode inputs, String group, String name) {
    return setting(inputs, group, name).map(Boolean::parseBoolean).orElse(false);
  }
}
