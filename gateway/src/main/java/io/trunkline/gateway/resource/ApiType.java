package io.trunkline.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceTree;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** {@code service/apis}, which an OpenAPI document may fill with operations. */
final class ApiType extends GatewayType {
  /** Where the operations of an import wait until the API is there; never shown. */
  private static final String SWAGGER = "swagger-json";

  private static final String IMPORTED = "importedOperations";

  private final ResourceTree tree;
  private final int maxImportBytes;

  ApiType(Configuration configuration, ResourceTree tree, int maxImportBytes) {
    super("apis", configuration);
    this.tree = tree;
    this.maxImportBytes = maxImportBytes;
  }

  @Override
  void check(ResourceId id, Properties properties, Optional<Resource> existing) {
    properties.refuse("sourceApiId", "wsdlSelector", "apiVersionSet");
    properties.word("type", "http");
    properties.word("apiType", "http");
    properties.remove(IMPORTED, "provisioningState", "isOnline");
    importDefinition(properties);
    properties.required("displayName", 300);
    if (properties.text("path", 400).isEmpty()) {
      throw Properties.invalid("path", "is required.");
    }
    properties.text("serviceUrl", 2000);
    properties.text("apiVersion", 100);
    properties.flag("subscriptionRequired", true);
    int revision = id.name().indexOf(";rev=");
    properties
        .withDefault("protocols", Json.array().add("https"))
        .withDefault("subscriptionRequired", BooleanNode.TRUE)
        .withDefault(
            "apiRevision", TextNode.valueOf(revision < 0 ? "1" : id.name().substring(revision + 5)))
        .withDefault("isCurrent", BooleanNode.valueOf(revision < 0));
    for (JsonNode protocol : properties.node().path("protocols")) {
      if (!Set.of("http", "https").contains(protocol.asText())) {
        throw Properties.invalid("protocols", "may hold only http and https here.");
      }
    }
    if (properties.node().hasNonNull("apiVersion")
        && !properties.node().path("apiVersion").asText().isEmpty()
        && !properties.node().hasNonNull("apiVersionSetId")) {
      throw Properties.invalid("apiVersionSetId", "is required with apiVersion.");
    }
    checkPathIsFree(id, properties.node());
  }

  private void importDefinition(Properties properties) {
    Optional<String> format = properties.text("format", 40);
    Optional<String> value = properties.text("value", Integer.MAX_VALUE);
    if (format.isEmpty() && value.isEmpty()) {
      return;
    }
    String kind = format.orElseThrow(() -> Properties.invalid("format", "is required with value."));
    if (!Set.of("openapi", "openapi+json", SWAGGER).contains(kind)) {
      throw Properties.invalid(
          "format", "'" + kind + "' is not supported; use openapi, openapi+json or swagger-json.");
    }
    String document =
        value.orElseThrow(() -> Properties.invalid("value", "is required with format."));
    OpenApiImport imported =
        kind.equals(SWAGGER)
            ? OpenApiImport.readSwagger(document, maxImportBytes)
            : OpenApiImport.read(document, maxImportBytes);
    properties.remove("format", "value");
    properties.node().set(IMPORTED, imported.operations());
    properties.withDefault("displayName", TextNode.valueOf(imported.title()));
    imported
        .serverUrl()
        .ifPresent(url -> properties.withDefault("serviceUrl", TextNode.valueOf(url)));
  }

  private void checkPathIsFree(ResourceId id, ObjectNode properties) {
    String wanted = address(properties);
    for (Resource other : configuration().list(id, "apis")) {
      if (!other.id().equals(id)
          && !sameApi(other.name(), id.name())
          && address(other.properties()).equals(wanted)) {
        throw new ResourceException(
            409,
            "ValidationError",
            "The API '" + other.name() + "' has the same path and version already.",
            "path");
      }
    }
  }

  private static boolean sameApi(String first, String second) {
    return first.replaceFirst(";rev=.*", "").equalsIgnoreCase(second.replaceFirst(";rev=.*", ""));
  }

  private static String address(JsonNode api) {
    String path = api.path("path").asText().replaceAll("^/+|/+$", "");
    return (path + "|" + api.path("apiVersion").asText()).toLowerCase(Locale.ROOT);
  }

  @Override
  public void provision(Resource resource) {
    // At a restart the operations are resources of their own, which may have changed since.
    boolean fresh = resource.state() != Resource.ProvisioningState.SUCCEEDED;
    if (fresh && resource.properties().path(IMPORTED) instanceof ArrayNode operations) {
      replaceOperations(resource.id(), operations);
    }
  }

  /** Puts what was imported and deletes what was not ({@code §7.1}). */
  private void replaceOperations(ResourceId api, ArrayNode operations) {
    Set<ResourceId> imported = new HashSet<>();
    for (JsonNode operation : operations) {
      ResourceId id = api.child("operations", operation.path("name").asText());
      ObjectNode body = Json.object();
      body.set("properties", operation.path("properties").deepCopy());
      tree.put(id, body);
      imported.add(id);
    }
    for (Resource operation : tree.list(SERVICE + "/apis/operations", api)) {
      if (!imported.contains(operation.id())) {
        tree.delete(operation.id());
      }
    }
  }

  @Override
  public ObjectNode view(Resource resource) {
    ObjectNode view = super.view(resource);
    view.withObject("properties").remove(IMPORTED);
    return view;
  }
}
