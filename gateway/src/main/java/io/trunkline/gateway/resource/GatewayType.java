package io.trunkline.gateway.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceType;
import java.util.Optional;
import java.util.Set;

/** A type whose resources are part of the gateway's configuration. */
abstract class GatewayType implements ResourceType {
  static final String SERVICE = "Microsoft.ApiManagement/service";

  /** The api-versions that have the shapes served here. */
  private static final Set<String> API_VERSIONS =
      Set.of(
          "2019-01-01",
          "2019-12-01",
          "2020-06-01-preview",
          "2020-12-01",
          "2021-01-01-preview",
          "2021-04-01-preview",
          "2021-08-01",
          "2021-12-01-preview",
          "2022-04-01-preview",
          "2022-08-01",
          "2022-09-01-preview",
          "2023-03-01-preview",
          "2023-05-01-preview",
          "2023-09-01-preview",
          "2024-05-01",
          "2024-06-01-preview");

  private final String name;
  private final Configuration configuration;

  /**
   * @param suffix the type below the service, for example {@code apis/operations}, or empty
   */
  GatewayType(String suffix, Configuration configuration) {
    this.name = suffix.isEmpty() ? SERVICE : SERVICE + "/" + suffix;
    this.configuration = configuration;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Set<String> apiVersions() {
    return API_VERSIONS;
  }

  Configuration configuration() {
    return configuration;
  }

  @Override
  public ObjectNode prepare(ResourceId id, ObjectNode requested, Optional<Resource> existing) {
    ObjectNode body = requested.deepCopy();
    check(id, Properties.of(body), existing);
    return body;
  }

  /** Checks the properties and fills in defaults. */
  abstract void check(ResourceId id, Properties properties, Optional<Resource> existing);

  @Override
  public void adopt(Resource resource) {
    configuration.put(resource);
  }

  @Override
  public void release(Resource resource) {
    configuration.remove(resource.id());
  }

  /** The configuration stands in the tree alone. */
  @Override
  public void provision(Resource resource) {}

  @Override
  public void remove(Resource resource) {}
}
