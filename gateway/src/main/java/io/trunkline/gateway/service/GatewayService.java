package io.trunkline.gateway.service;

import io.trunkline.gateway.catalog.ServiceCatalog;
import io.trunkline.gateway.policy.PolicySet;
import java.util.Optional;

/** A service as deployed. Immutable; replaced as a whole. */
public record GatewayService(ServiceCatalog catalog, PolicySet policies) {
  /** Finds services by name, without case. */
  @FunctionalInterface
  public interface Directory {
    Optional<GatewayService> find(String name);
  }
}
