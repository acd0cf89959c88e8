package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.ResourceId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** XSLT, Liquid, XML validation and inline code, with the artifacts of an integration account. */
class ContentActionsTest {
  private static final ResourceId ACCOUNT =
      Engine.GROUP.resource("Microsoft.Logic/integrationAccounts", "account");
  private final Engine engine = new Engine();

  @BeforeEach
  void putArtifacts() {
    engine.tree.put(ACCOUNT, Json.object().put("location", "local"));
    artifact(
        "maps",
        "order",
        """
        <xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
          <xsl:param name="who">nobody</xsl:param>
          <xsl:template match="/"><o by="{$who}"><xsl:value-of select="sum(//n)"/></o></xsl:template>
        </xsl:stylesheet>
        """);
    artifact(
        "maps",
        "liquid",
        """
        {"name":"{{ content.name | Capitalize }}","parts":[{% for part in content.parts %}{% if forloop.first == false %},{% endif %}{{ part | Times: 2 }}{% endfor %}],"low":"{{ content.name | upcase | Append: '!' }}"}
        """);
    artifact(
        "schemas",
        "base",
        """
        <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:simpleType name="n"><xs:restriction base="xs:int"><xs:maxInclusive value="9"/></xs:restriction></xs:simpleType></xs:schema>
        """);
    artifact(
        "schemas",
        "order",
        """
        <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:include schemaLocation=".\\base"/>
          <xs:element name="o"><xs:complexType><xs:sequence><xs:element name="n" type="n" maxOccurs="unbounded"/></xs:sequence></xs:complexType></xs:element></xs:schema>
        """);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private void artifact(String collection, String name, String content) {
    ObjectNode body = Json.object();
    body.putObject("properties").put("content", content);
    engine.tree.put(ACCOUNT.child(collection, name), body);
  }

  private JsonNode run(String actions) {
    ObjectNode body = Json.object().put("location", "local");
    ObjectNode properties = body.putObject("properties");
    properties.set("definition", Engine.definition(Engine.REQUEST, actions));
    properties.putObject("integrationAccount").put("id", ACCOUNT.toString());
    engine.tree.put(Engine.workflowId("w"), body);
    return engine.runToEnd("w", "{\"name\":\"ada\",\"parts\":[1,2]}");
  }

  private JsonNode outputs(String action) {
    return engine.actionOf("w", action).path("outputs");
  }

  @Test
  void mapsTransform() {
    run(
        """
        {"Xslt":{"type":"Xslt","inputs":{"content":"@xml('<o><n>1</n><n>2</n></o>')","integrationAccount":{"map":{"name":"order"}},"xsltParameters":{"who":"ada"}}},
         "Text":{"type":"Xslt","inputs":{"content":"<o><n>5</n></o>","map":{"source":"LogicApp","name":"order"},"transformOptions":"GenerateTextOutput"}},
         "Read":{"type":"Compose","inputs":"@xpath(body('Xslt'),'string(/o/@by)')","runAfter":{"Xslt":["Succeeded"]}},
         "Liquid":{"type":"Liquid","kind":"JsonToJson","inputs":{"content":"@triggerBody()","integrationAccount":{"map":{"name":"liquid"}}}},
         "Missing":{"type":"Xslt","inputs":{"content":"<o/>","integrationAccount":{"map":{"name":"none"}}}}}
        """);
    assertThat(outputs("Read").asText()).isEqualTo("ada");
    assertThat(outputs("Text").path("body").asText()).contains("<o by=\"nobody\">5</o>");
    assertThat(outputs("Liquid").path("body"))
        .isEqualTo(Json.parse("{\"name\":\"Ada\",\"parts\":[2,4],\"low\":\"ADA!\"}"));
    assertThat(engine.actionOf("w", "Missing").path("code").asText()).isEqualTo("MapNotFound");
  }

  @Test
  void schemasValidate() {
    run(
        """
        {"Good":{"type":"XmlValidation","inputs":{"content":"<o><n>1</n></o>","integrationAccount":{"schema":{"name":"order"}}}},
         "Bad":{"type":"XmlValidation","inputs":{"content":"<o><n>10</n></o>","integrationAccount":{"schema":{"name":"order"}}}},
         "Look":{"type":"IntegrationAccountArtifactLookup","inputs":{"artifactType":"Schema","artifactName":"base"}}}
        """);
    assertThat(engine.actionOf("w", "Good").path("status").asText()).isEqualTo("Succeeded");
    assertThat(engine.actionOf("w", "Good").has("outputs")).isFalse();
    assertThat(engine.actionOf("w", "Bad").at("/error/code").asText()).isEqualTo("InvalidXml");
    assertThat(engine.actionOf("w", "Bad").at("/error/message").asText()).contains("'10'");
    assertThat(outputs("Look").at("/body/properties/content").asText()).contains("maxInclusive");
  }

  @Test
  void scriptsComputeInASandbox() {
    run(
        """
        {"A":{"type":"Compose","inputs":{"n":4}},
         "Js":{"type":"JavaScriptCode","inputs":{"code":"const n = workflowContext.actions.A.outputs.n; return {sum: n + workflowContext.trigger.outputs.body.parts.reduce((a,b) => a+b, 0), run: typeof workflowContext.workflow.run.name};"},"runAfter":{"A":["Succeeded"]}},
         "Async":{"type":"JavaScriptCode","inputs":{"code":"return (async () => { const v = await Promise.resolve(7); return v ?? 0; })();"}},
         "Java":{"type":"JavaScriptCode","inputs":{"code":"return typeof Java + typeof require + typeof load + typeof globalThis.Polyglot;"}},
         "Throws":{"type":"JavaScriptCode","inputs":{"code":"throw new Error('because');"}},
         "Nothing":{"type":"JavaScriptCode","inputs":{"code":"let a = 1;"}}}
        """);
    assertThat(outputs("Js").path("body")).isEqualTo(Json.parse("{\"sum\":7,\"run\":\"string\"}"));
    assertThat(outputs("Async").path("body").asInt()).isEqualTo(7);
    assertThat(outputs("Java").path("body").asText()).isEqualTo("undefined".repeat(4));
    assertThat(engine.actionOf("w", "Throws").path("code").asText())
        .isEqualTo("InlineCodeScriptRuntimeFailure");
    assertThat(engine.actionOf("w", "Throws").at("/error/message").asText()).contains("because");
    assertThat(engine.actionOf("w", "Nothing").path("code").asText()).isEqualTo("OK");
  }
}
