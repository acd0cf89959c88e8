package io.trunkline.gateway.resource;

import io.trunkline.gateway.GatewayConfig;
import io.trunkline.gateway.policy.PolicyScope;
import io.trunkline.kernel.IdSource;
import io.trunkline.net.Endpoints;
import io.trunkline.resources.ResourceProvider;
import io.trunkline.resources.ResourceTree;
import java.util.List;

/** The provider {@code Microsoft.ApiManagement}. */
public final class GatewayProvider {
  private GatewayProvider() {}

  /** Returns all types, parents before children. */
  public static ResourceProvider create(
      Configuration configuration,
      GatewayConfig config,
      Endpoints endpoints,
      IdSource ids,
      ResourceTree tree) {
    return new ResourceProvider(
        "Microsoft.ApiManagement",
        List.of(
            new ServiceType(configuration, endpoints, tree),
            new NamedValueType(configuration),
            new FragmentType(configuration),
            new BackendType(configuration),
            versionSets(configuration),
            new PlainType(
                "tags", configuration, (id, properties) -> properties.required("displayName", 160)),
            new PlainType(
                "groups",
                configuration,
                (id, properties) -> {
                  properties.required("displayName", 300);
                  properties.refuse("externalId");
                }),
            new PolicyType("policies", PolicyScope.GLOBAL, configuration),
            new ApiType(configuration, tree, config.maxImportBytes()),
            new PlainType(
                "apis/schemas",
                configuration,
                (id, properties) -> properties.required("contentType", 200)),
            new LinkType("apis/tags", "tags", configuration),
            new PolicyType("apis/policies", PolicyScope.API, configuration),
            new OperationType(configuration),
            new LinkType("apis/operations/tags", "tags", configuration),
            new PolicyType("apis/operations/policies", PolicyScope.OPERATION, configuration),
            new ProductType(configuration),
            new LinkType("products/apis", "apis", configuration),
            new LinkType("products/groups", "groups", configuration),
            new LinkType("products/tags", "tags", configuration),
            new PolicyType("products/policies", PolicyScope.PRODUCT, configuration),
            new SubscriptionType(configuration, ids, tree)),
        List.of());
  }

  private static PlainType versionSets(Configuration configuration) {
    return new PlainType(
        "apiVersionSets",
        configuration,
        (id, properties) -> {
          properties.required("displayName", 100);
          String scheme =
              properties
                  .word("versioningScheme", "Segment", "Query", "Header")
                  .orElseThrow(() -> Properties.invalid("versioningScheme", "is required."));
          if (scheme.equals("Query")) {
            properties.required("versionQueryName", 100);
          }
          if (scheme.equals("Header")) {
            properties.required("versionHeaderName", 100);
          }
        });
  }
}
