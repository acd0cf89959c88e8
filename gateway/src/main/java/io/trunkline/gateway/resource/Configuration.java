package io.trunkline.gateway.resource;

import io.trunkline.gateway.policy.PolicyCompiler;
import io.trunkline.gateway.policy.PolicyCompiler.Definitions;
import io.trunkline.gateway.policy.PolicyCompiler.Source;
import io.trunkline.gateway.service.GatewayService;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is deployed, service by service. A change makes the service's catalog stale; the next
 * request has it compiled anew, so that a deployment of many resources compiles once. Thread-safe.
 */
public final class Configuration implements GatewayService.Directory {
  /** One service's resources, and what was compiled of them. */
  private static final class Deployed {
    private final TreeMap<ResourceId, Resource> resources = new TreeMap<>();
    private volatile @Nullable GatewayService compiled;
  }

  private final PolicyCompiler policies;
  private final Map<String, Deployed> services = new ConcurrentHashMap<>();

  public Configuration(PolicyCompiler policies) {
    this.policies = policies;
  }

  @Override
  public Optional<GatewayService> find(String name) {
    Deployed deployed = services.get(name.toLowerCase(Locale.ROOT));
    if (deployed == null) {
      return Optional.empty();
    }
    GatewayService compiled = deployed.compiled;
    return compiled != null ? Optional.of(compiled) : compile(deployed);
  }

  private Optional<GatewayService> compile(Deployed deployed) {
    synchronized (deployed) {
      if (deployed.compiled == null) {
        List<Resource> resources = List.copyOf(deployed.resources.values());
        if (resources.stream().noneMatch(r -> r.id().isType(GatewayType.SERVICE))) {
          return Optional.empty();
        }
        deployed.compiled = new CatalogBuilder(resources, policies).build();
      }
      return Optional.of(deployed.compiled);
    }
  }

  PolicyCompiler policies() {
    return policies;
  }

  void put(Resource resource) {
    Deployed deployed = services.computeIfAbsent(key(resource.id()), key -> new Deployed());
    synchronized (deployed) {
      deployed.resources.put(resource.id(), resource);
      deployed.compiled = null;
    }
  }

  void remove(ResourceId id) {
    Deployed deployed = services.get(key(id));
    if (deployed != null) {
      synchronized (deployed) {
        deployed.resources.remove(id);
        deployed.compiled = null;
      }
    }
  }

  /** Returns the resources of a type in the service of {@code id}. */
  List<Resource> list(ResourceId id, String type) {
    Deployed deployed = services.get(key(id));
    if (deployed == null) {
      return List.of();
    }
    synchronized (deployed) {
      return deployed.resources.values().stream()
          .filter(resource -> resource.id().isType(GatewayType.SERVICE + "/" + type))
          .toList();
    }
  }

  /** Returns what policies of the service of {@code id} may refer to. */
  Definitions definitions(ResourceId id) {
    return definitions(list(id, "namedValues"), list(id, "policyFragments"));
  }

  static Definitions definitions(List<Resource> namedValues, List<Resource> fragments) {
    Map<String, String> values = new HashMap<>();
    for (Resource value : namedValues) {
      values.put(
          value.properties().path("displayName").asText(),
          value.properties().path("value").asText());
    }
    Map<String, Source> sources = new HashMap<>();
    for (Resource fragment : fragments) {
      sources.put(fragment.name(), PolicyType.source(fragment.properties()));
    }
    return new Definitions(values, sources);
  }

  private static String key(ResourceId id) {
    return id.names().getFirst().toLowerCase(Locale.ROOT);
  }
}
