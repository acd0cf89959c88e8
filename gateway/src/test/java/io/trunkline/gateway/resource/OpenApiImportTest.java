package io.trunkline.gateway.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.resources.ResourceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenApiImportTest {
  private static final String DOCUMENT =
      """
      openapi: 3.0.3
      info: {title: Orders, version: "1"}
      servers: [{url: "http://plain.example"}, {url: "https://orders.example/v1"}]
      paths:
        /orders/{id}:
          parameters: [{name: id, in: path, required: true, schema: {type: string}}]
          get:
            operationId: "Get Order!"
            summary: One order
            parameters:
              - $ref: "#/components/parameters/region"
              - {name: full, in: query, schema: {type: boolean}}
            responses:
              "200":
                description: fine
                content: {application/json: {example: {id: 7}}}
              default: {description: else}
          delete:
            responses: {"204": {description: gone}}
      components:
        parameters:
          region: {name: region, in: query, required: true, schema: {type: string}}
      """;

  @Test
  void readsOperations() {
    OpenApiImport imported = OpenApiImport.read(DOCUMENT, 100_000);
    assertThat(imported.title()).isEqualTo("Orders");
    assertThat(imported.serverUrl()).contains("https://orders.example/v1");
    JsonNode get = imported.operations().get(0);
    assertThat(get.path("name").asText()).isEqualTo("get-order");
    JsonNode properties = get.path("properties");
    assertThat(properties.path("displayName").asText()).isEqualTo("One order");
    assertThat(properties.path("urlTemplate").asText()).isEqualTo("/orders/{id}?region={region}");
    assertThat(properties.at("/request/queryParameters/0/name").asText()).isEqualTo("full");
    assertThat(properties.at("/responses/0/representations/0/examples/default/value/id").asInt())
        .isEqualTo(7);
    assertThat(imported.operations().get(1).path("name").asText()).isEqualTo("delete-orders-id");
  }

  @ParameterizedTest
  @CsvSource({
    "GET-/foo/{bar}?buzz={quix}, get-foo-bar-buzz-quix",
    "--A  b--, a-b",
  })
  void normalizesNames(String operationId, String name) {
    assertThat(OpenApiImport.normalized(operationId)).isEqualTo(name);
  }

  @Test
  void cutsLongNames() {
    assertThat(OpenApiImport.normalized("x".repeat(100))).hasSize(76);
  }

  @Test
  void refusesWhatItCannotRead() {
    assertThatThrownBy(() -> OpenApiImport.read("{\"swagger\": \"2.0\"}", 1000))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("not an OpenAPI 3 document");
    assertThatThrownBy(() -> OpenApiImport.read(DOCUMENT, 100)).hasMessageContaining("larger");
    assertThatThrownBy(
            () ->
                OpenApiImport.read(
                    DOCUMENT.replace("parameters/region\"", "parameters/gone\""), 100_000))
        .hasMessageContaining("'#/components/parameters/gone'");
  }

  @Test
  void aSwaggerDocumentKeepsItsServerParametersAndAnswers() {
    OpenApiImport imported =
        OpenApiImport.readSwagger(
            """
            {"swagger":"2.0","info":{"title":"Quotes"},"host":"q.example:81","basePath":"/v1/","schemes":["http","https"],
             "paths":{"/quotes/{id}":{"parameters":[{"name":"id","in":"path","required":true,"type":"string"}],
               "post":{"operationId":"ask","parameters":[
                 {"name":"sig","in":"query","required":true,"type":"string","default":"s1"},
                 {"name":"body","in":"body","required":true,"schema":{"$ref":"#/definitions/Quote"}}],
                 "responses":{"200":{"description":"a quote","schema":{"type":"object"}}}}}}}
            """,
            10_000);
    assertThat(imported.serverUrl()).contains("https://q.example:81/v1");
    JsonNode operation = imported.operations().at("/0/properties");
    assertThat(operation.path("urlTemplate").asText()).isEqualTo("/quotes/{id}?sig={sig}");
    assertThat(operation.at("/templateParameters/0/name").asText()).isEqualTo("id");
    assertThat(operation.at("/templateParameters/1/defaultValue").asText()).isEqualTo("s1");
    assertThatThrownBy(() -> OpenApiImport.readSwagger("{\"openapi\":\"3.0.0\"}", 1000))
        .hasMessageContaining("Swagger 2.0");
  }
}
