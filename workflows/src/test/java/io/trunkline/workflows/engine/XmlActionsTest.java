package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpReply;
import io.trunkline.resources.ResourceId;
import io.trunkline.workflows.expression.value.ContentEnvelope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Maps and schemas of the folder {@code Artifacts} of a Standard app, and the actions of them. */
class XmlActionsTest {
  private static final ResourceId SITE = Engine.GROUP.resource("Microsoft.Web/sites", "shop");
  private static final ResourceId ORDER =
      ResourceId.parse(SITE + "/hostruntime/runtime/webhooks/workflow/api/management/workflows/w");

  private static final String ORDER_SCHEMA =
      """
      <?xml version="1.0" encoding="utf-16"?>
      <xs:schema xmlns="urn:o" targetNamespace="urn:o" xmlns:xs="http://www.w3.org/2001/XMLSchema">
        <xs:include schemaLocation="types.xsd"/>
        <xs:element name="Order"><xs:complexType><xs:sequence>
          <xs:element name="Id" type="xs:long"/>
          <xs:element name="Line" maxOccurs="unbounded"><xs:complexType><xs:sequence>
            <xs:element name="Sku" type="xs:string"/><xs:element name="Price" type="Money"/>
          </xs:sequence><xs:attribute name="gift" type="xs:boolean"/></xs:complexType></xs:element>
          <xs:element name="Note" type="xs:string" minOccurs="0"/>
        </xs:sequence></xs:complexType></xs:element>
      </xs:schema>
      """;
  private static final String TYPES_SCHEMA =
      """
      <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:simpleType name="Money"><xs:restriction base="xs:decimal"><xs:minInclusive value="0"/></xs:restriction></xs:simpleType></xs:schema>
      """;
  private static final String FLAT_SCHEMA =
      """
      <xs:schema xmlns="urn:f" targetNamespace="urn:f" xmlns:b="http://schemas.microsoft.com/BizTalk/2003" xmlns:xs="http://www.w3.org/2001/XMLSchema">
        <xs:annotation><xs:appinfo><b:schemaInfo standard="Flat File" codepage="65001" root_reference="People"/></xs:appinfo></xs:annotation>
        <xs:element name="People"><xs:annotation><xs:appinfo><b:recordInfo structure="delimited" child_delimiter_type="hex" child_delimiter="0xA" child_order="infix"/></xs:appinfo></xs:annotation>
          <xs:complexType><xs:sequence><xs:element name="Person" maxOccurs="unbounded"><xs:annotation><xs:appinfo><b:recordInfo structure="delimited" child_delimiter_type="char" child_delimiter="," child_order="infix"/></xs:appinfo></xs:annotation>
            <xs:complexType><xs:sequence>
              <xs:element name="Name" type="xs:string"><xs:annotation><xs:appinfo><b:fieldInfo sequence_number="1"/></xs:appinfo></xs:annotation></xs:element>
              <xs:element name="City" type="xs:string"><xs:annotation><xs:appinfo><b:fieldInfo sequence_number="2"/></xs:appinfo></xs:annotation></xs:element>
            </xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
      </xs:schema>
      """;
  private static final String STYLESHEET =
      """
      <xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/"><n><xsl:value-of select="count(//Person)"/></n></xsl:template></xsl:stylesheet>
      """;

  private final Engine engine = new Engine();

  @AfterEach
  void close() {
    engine.close();
  }

  private JsonNode run(String actions) {
    engine.tree.put(
        SITE,
        (ObjectNode)
            Json.parse(
                "{\"location\":\"local\",\"kind\":\"functionapp,workflowapp\",\"properties\":{}}"));
    ObjectNode request = Json.object();
    ObjectNode files = request.putObject("files");
    files.put("host.json", "{\"version\":\"2.0\"}");
    files.put("Artifacts/Schemas/Order.xsd", ORDER_SCHEMA);
    files.put("Artifacts/Schemas/types.xsd", TYPES_SCHEMA);
    files.put("Artifacts/Schemas/people.xsd", FLAT_SCHEMA);
    files.put("Artifacts/Maps/people.xslt", STYLESHEET);
    files.put("Artifacts/Maps/people.liquid", "{\"names\":\"{{ content.name | Upcase }}\"}");
    ObjectNode definition = Engine.definition(Engine.REQUEST, actions);
    files.putObject("w/workflow.json").put("kind", "Stateful").set("definition", definition);
    engine.tree.action(SITE, "deployWorkflowArtifacts", request);
    String url =
        engine
            .action(ORDER.child("triggers", "manual"), "listCallbackUrl", Json.object())
            .path("value")
            .asText();
    HttpReply reply = engine.send("POST", url, "{}", "content-type", "application/json");
    assertThat(reply.status()).isEqualTo(202);
    await().until(() -> engine.list(ORDER, "runs").path(0).at("/properties/endTime").isTextual());
    return engine.list(ORDER, "runs").path(0);
  }

  private JsonNode action(String name) {
    String run = engine.list(ORDER, "runs").path(0).path("name").asText();
    return engine.get(ORDER.child("runs", run).child("actions", name)).path("properties");
  }

  private JsonNode body(String name) {
    return action(name).at("/outputs/body");
  }

  private String xml(String name) {
    return ContentEnvelope.from(body(name)).orElseThrow().text();
  }

  @Test
  void parseAndComposeTakeTypesFromTheSchema() {
    run(
        """
        {"Parse":{"type":"XmlParse","inputs":{"content":"<o:Order xmlns:o='urn:o'><Id>7</Id><Line gift='true'><Sku>01</Sku><Price>1.50</Price></Line></o:Order>","schema":{"source":"LogicApp","name":"order"}}},
         "Bare":{"type":"XmlParse","inputs":{"content":"<o:Order xmlns:o='urn:o'><Id>7</Id><Line gift='1'><Sku>01</Sku><Price>2</Price></Line></o:Order>","schema":{"source":"LogicApp","name":"Order.xsd"},"jsonWriterSettings":{"ignoreAttributes":true,"useFullyQualifiedNames":true}}},
         "Wrong":{"type":"XmlParse","inputs":{"content":"<o:Order xmlns:o='urn:o'><Id>x</Id></o:Order>","schema":{"source":"LogicApp","name":"Order"}}},
         "Back":{"type":"XmlCompose","inputs":{"content":"@body('Parse')","schema":{"source":"LogicApp","name":"Order"}},"runAfter":{"Parse":["Succeeded"]}},
         "Turned":{"type":"XmlCompose","inputs":{"content":{"Order":{"Note":"n","Line":{"Price":3,"Sku":"s"},"Id":1}},"schema":{"name":"Order"}}},
         "Unknown":{"type":"XmlCompose","inputs":{"content":{"Order":{"Id":1,"Lime":[]}},"schema":{"name":"Order"}}}}
        """);
    assertThat(body("Parse"))
        .isEqualTo(
            Json.parse(
                "{\"Order\":{\"Id\":7,\"Line\":[{\"@gift\":true,\"Sku\":\"01\",\"Price\":1.5}]}}"));
    assertThat(body("Bare"))
        .isEqualTo(
            Json.parse("{\"urn:o:Order\":{\"Id\":7,\"Line\":[{\"Sku\":\"01\",\"Price\":2}]}}"));
    assertThat(action("Wrong").at("/error/code").asText()).isEqualTo("InvalidXml");
    assertThat(xml("Back"))
        .isEqualTo(
            "<ns0:Order xmlns:ns0=\"urn:o\"><Id>7</Id><Line"
                + " gift=\"true\"><Sku>01</Sku><Price>1.5</Price></Line></ns0:Order>");
    assertThat(xml("Turned"))
        .isEqualTo(
            "<ns0:Order"
                + " xmlns:ns0=\"urn:o\"><Id>1</Id><Line><Sku>s</Sku><Price>3</Price></Line><Note>n</Note></ns0:Order>");
    assertThat(action("Unknown").at("/error/message").asText()).contains("$.Order.Lime");
  }

  @Test
  void flatFilesMapsAndTemplatesOfTheApp() {
    run(
        """
        {"Decode":{"type":"FlatFileDecoding","inputs":{"content":"Ann,Oslo\\nBo,Rome","schema":{"source":"LogicApp","name":"people.xsd"}}},
         "Encode":{"type":"FlatFileEncoding","inputs":{"content":"@body('Decode')","schema":{"source":"LogicApp","name":"people"},"emptyNodeGenerationMode":"ForcedDisabled","xmlNormalization":true},"runAfter":{"Decode":["Succeeded"]}},
         "Count":{"type":"Xslt","kind":"DataMapper","inputs":{"content":"@body('Decode')","map":{"source":"LogicApp","name":"people"}},"runAfter":{"Decode":["Succeeded"]}},
         "Turn":{"type":"XsltTransform","inputs":{"content":"@body('Decode')","map":{"source":"LogicApp","name":"people.xslt"},"transformOptions":"GenerateTextOutput"},"runAfter":{"Decode":["Succeeded"]}},
         "Liquid":{"type":"Liquid","kind":"JsonToJson","inputs":{"content":{"name":"ann"},"map":{"source":"LogicApp","name":"people"}}},
         "Bad":{"type":"FlatFileDecoding","inputs":{"content":"Ann","integrationAccount":{"schema":{"name":"people"}}}},
         "Gone":{"type":"XmlValidation","inputs":{"content":"<a/>","schema":{"source":"LogicApp","name":"none"}}}}
        """);
    assertThat(xml("Decode")).contains("<Person><Name>Ann</Name><City>Oslo</City></Person>");
    assertThat(body("Encode").asText()).isEqualTo("Ann,Oslo\nBo,Rome");
    assertThat(xml("Count")).contains("<n>2</n>");
    assertThat(body("Turn").asText()).contains("<n>2</n>");
    assertThat(body("Liquid")).isEqualTo(Json.parse("{\"names\":\"ANN\"}"));
    assertThat(action("Bad").at("/error/message").asText()).contains("line 1, column 4");
    assertThat(action("Gone").path("code").asText()).isEqualTo("SchemaNotFound");
  }
}
