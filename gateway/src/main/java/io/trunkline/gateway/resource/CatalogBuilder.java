package io.trunkline.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.gateway.catalog.Api;
import io.trunkline.gateway.catalog.Backend;
import io.trunkline.gateway.catalog.Operation;
import io.trunkline.gateway.catalog.Product;
import io.trunkline.gateway.catalog.ServiceCatalog;
import io.trunkline.gateway.catalog.Subscription;
import io.trunkline.gateway.catalog.UrlTemplate;
import io.trunkline.gateway.policy.PolicyCompiler;
import io.trunkline.gateway.policy.PolicyCompiler.Definitions;
import io.trunkline.gateway.policy.PolicyDocument;
import io.trunkline.gateway.policy.PolicyException;
import io.trunkline.gateway.policy.PolicyScope;
import io.trunkline.gateway.policy.PolicySet;
import io.trunkline.gateway.service.GatewayService;
import io.trunkline.resources.Resource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the immutable catalog of one service out of its resources. */
final class CatalogBuilder {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogBuilder.class);

  private final List<Resource> resources;
  private final PolicyCompiler compiler;
  private final Definitions definitions;

  CatalogBuilder(List<Resource> resources, PolicyCompiler compiler) {
    this.resources = resources;
    this.compiler = compiler;
    this.definitions = Configuration.definitions(all("namedValues"), all("policyFragments"));
  }

  GatewayService build() {
    Resource service =
        resources.stream()
            .filter(resource -> resource.id().isType(GatewayType.SERVICE))
            .findFirst()
            .orElseThrow();
    ServiceCatalog catalog =
        new ServiceCatalog(
            service.name(),
            service.id().toString(),
            service.body().path("location").asText(),
            apis(),
            products(),
            all("subscriptions").stream().map(CatalogBuilder::subscription).toList(),
            backends(),
            identities(service));
    return new GatewayService(catalog, policies());
  }

  private static Map<String, String> identities(Resource service) {
    Map<String, String> identities = new HashMap<>();
    service
        .body()
        .path("identity")
        .path("userAssignedIdentities")
        .properties()
        .forEach(
            identity ->
                identities.put(
                    lower(identity.getValue().path("clientId").asText()), identity.getKey()));
    return identities;
  }

  private List<Resource> all(String type) {
    return resources.stream()
        .filter(resource -> resource.id().isType(GatewayType.SERVICE + "/" + type))
        .toList();
  }

  private List<Api> apis() {
    Map<String, List<Operation>> operations = new HashMap<>();
    for (Resource operation : all("apis/operations")) {
      operations
          .computeIfAbsent(lower(operation.id().names().get(1)), api -> new ArrayList<>())
          .add(operation(operation));
    }
    List<Api> apis = new ArrayList<>();
    for (Resource api : all("apis")) {
      List<Operation> own = operations.getOrDefault(lower(api.name()), new ArrayList<>());
      own.sort(Comparator.comparing(Operation::template, UrlTemplate.SPECIFIC_FIRST));
      apis.add(api(api, own));
    }
    apis.sort(
        Comparator.comparing((Api api) -> -api.path().split("/").length)
            .thenComparing(api -> -api.path().length())
            .thenComparing(api -> api.version().isEmpty()));
    return apis;
  }

  private static Operation operation(Resource resource) {
    JsonNode properties = resource.properties();
    return new Operation(
        resource.name(),
        properties.path("displayName").asText(),
        properties.path("method").asText().toUpperCase(Locale.ROOT),
        UrlTemplate.parse(properties.path("urlTemplate").asText()),
        properties.path("responses"));
  }

  private Api api(Resource resource, List<Operation> operations) {
    JsonNode properties = resource.properties();
    List<String> protocols = new ArrayList<>();
    properties.path("protocols").forEach(protocol -> protocols.add(lower(protocol.asText())));
    JsonNode names = properties.path("subscriptionKeyParameterNames");
    int revision = resource.name().indexOf(";rev=");
    return new Api(
        revision < 0 ? resource.name() : resource.name().substring(0, revision),
        properties.path("displayName").asText(),
        properties.path("path").asText().replaceAll("^/+|/+$", ""),
        properties.path("apiVersion").asText(),
        versionSet(properties.path("apiVersionSetId").asText()),
        properties.path("apiRevision").asText("1"),
        properties.path("isCurrent").asBoolean(true),
        properties.path("serviceUrl").asText(),
        protocols,
        properties.path("subscriptionRequired").asBoolean(true),
        names.path("header").asText("Ocp-Apim-Subscription-Key"),
        names.path("query").asText("subscription-key"),
        List.copyOf(operations));
  }

  private Optional<Api.VersionSet> versionSet(String id) {
    String name = lastSegment(id);
    return all("apiVersionSets").stream()
        .filter(set -> set.name().equalsIgnoreCase(name))
        .findFirst()
        .map(
            set -> {
              JsonNode properties = set.properties();
              String scheme = properties.path("versioningScheme").asText();
              boolean query = scheme.equals("Query");
              return new Api.VersionSet(
                  set.name(),
                  scheme,
                  properties.path(query ? "versionQueryName" : "versionHeaderName").asText());
            });
  }

  private Map<String, Product> products() {
    Map<String, Set<String>> members = new HashMap<>();
    for (Resource link : all("products/apis")) {
      List<String> names = link.id().names();
      members
          .computeIfAbsent(lower(names.get(1)), product -> new HashSet<>())
          .add(lower(names.get(2)));
    }
    Map<String, Product> products = new HashMap<>();
    for (Resource product : all("products")) {
      JsonNode properties = product.properties();
      products.put(
          lower(product.name()),
          new Product(
              product.name(),
              properties.path("displayName").asText(),
              properties.path("subscriptionRequired").asBoolean(true),
              properties.path("approvalRequired").asBoolean(false),
              Set.copyOf(members.getOrDefault(lower(product.name()), Set.of()))));
    }
    return products;
  }

  private static Subscription subscription(Resource resource) {
    JsonNode properties = resource.properties();
    return new Subscription(
        resource.name(),
        properties.path("displayName").asText(),
        SubscriptionType.scope(resource.id(), properties.path("scope").asText()),
        properties.path("state").asText().equals("active"),
        properties.path("primaryKey").asText(),
        properties.path("secondaryKey").asText());
  }

  private Map<String, Backend> backends() {
    Map<String, Backend> backends = new HashMap<>();
    for (Resource backend : all("backends")) {
      JsonNode credentials = backend.properties().path("credentials");
      Map<String, List<String>> headers = values(credentials.path("header"));
      JsonNode authorization = credentials.path("authorization");
      if (authorization instanceof ObjectNode) {
        headers.put(
            "Authorization",
            List.of(
                substituted(authorization.path("scheme").asText())
                    + " "
                    + substituted(authorization.path("parameter").asText())));
      }
      backends.put(
          lower(backend.name()),
          new Backend(
              backend.name(),
              backend.properties().path("url").asText(),
              headers,
              values(credentials.path("query"))));
    }
    return backends;
  }

  private Map<String, List<String>> values(JsonNode node) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    node.properties()
        .forEach(
            field -> {
              List<String> all = new ArrayList<>();
              field.getValue().forEach(value -> all.add(substituted(value.asText())));
              values.put(field.getKey(), List.copyOf(all));
            });
    return values;
  }

  /** Credentials may be named values, whole. */
  private String substituted(String text) {
    return text.startsWith("{{") && text.endsWith("}}")
        ? definitions.namedValues().getOrDefault(text.substring(2, text.length() - 2), text)
        : text;
  }

  private PolicySet policies() {
    PolicyDocument service =
        all("policies").stream()
            .findFirst()
            .map(resource -> policy(resource, PolicyScope.GLOBAL))
            .orElseGet(compiler::defaultDocument);
    return new PolicySet(
        service,
        policies("products/policies", PolicyScope.PRODUCT),
        policies("apis/policies", PolicyScope.API),
        policies("apis/operations/policies", PolicyScope.OPERATION));
  }

  private Map<String, PolicyDocument> policies(String type, PolicyScope scope) {
    Map<String, PolicyDocument> documents = new HashMap<>();
    for (Resource resource : all(type)) {
      List<String> names = resource.id().names();
      documents.put(
          lower(String.join("/", names.subList(1, names.size() - 1))), policy(resource, scope));
    }
    return documents;
  }

  /** What compiled when it was put may not do so after something it needs was deleted. */
  private PolicyDocument policy(Resource resource, PolicyScope scope) {
    try {
      return compiler.compile(PolicyType.source(resource.properties()), scope, definitions);
    } catch (PolicyException e) {
      LOG.error(
          "The policy {} no longer compiles; its requests fail until it is repaired: {}",
          resource.id(),
          e.getMessage());
      return compiler.broken(scope, e);
    }
  }

  static String lastSegment(String id) {
    return id.substring(id.lastIndexOf('/') + 1);
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
