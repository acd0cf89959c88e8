package io.trunkline.resources;

import io.trunkline.net.Endpoints;
import java.time.Duration;
import java.util.List;

/**
 * What a node's control plane is configured with.
 *
 * @param tenantId GUID of the one tenant
 * @param subscriptions the subscriptions; there is at least one
 * @param locations region names that clients are shown, for example {@code westeurope}; a resource
 *     may name any location, because templates do
 * @param endpoints public addresses of this node
 * @param limits sizes and counts
 */
public record ControlPlaneSettings(
    String tenantId,
    List<Subscription> subscriptions,
    List<String> locations,
    Endpoints endpoints,
    Limits limits) {
  public ControlPlaneSettings {
    subscriptions = List.copyOf(subscriptions);
    locations = List.copyOf(locations);
  }

  /** Returns settings with one subscription, any location and the default limits. */
  public static ControlPlaneSettings of(
      String tenantId, String subscriptionId, Endpoints endpoints) {
    return new ControlPlaneSettings(
        tenantId,
        List.of(new Subscription(subscriptionId, "Trunkline")),
        List.of(),
        endpoints,
        Limits.defaults());
  }

  /** A subscription: {@code id} is a GUID. */
  public record Subscription(String id, String displayName) {}

  /**
   * Limits of the control plane ({@code reference/resource-manager.md §4, §5.1}).
   *
   * @param maxResourceBytes largest resource, as JSON
   * @param maxTemplateBytes largest deployment request, as JSON; below the kernel's command limit
   * @param maxResources most resources of one deployment, copies counted
   * @param maxParameters most parameters of a template
   * @param maxVariables most variables of a template
   * @param maxOutputs most outputs of a template
   * @param maxExpressionLength most characters of one expression
   * @param maxCopies most iterations of one copy loop
   * @param maxNesting how deep deployments may be nested
   * @param deploymentHistory how many deployments a scope keeps
   * @param pageSize most entries of one page of a list
   * @param parallelOperations how many resources of one deployment are put at the same time
   * @param provisioningWait how long a request waits for the owning room before it answers that the
   *     work goes on
   */
  public record Limits(
      int maxResourceBytes,
      int maxTemplateBytes,
      int maxResources,
      int maxParameters,
      int maxVariables,
      int maxOutputs,
      int maxExpressionLength,
      int maxCopies,
      int maxNesting,
      int deploymentHistory,
      int pageSize,
      int parallelOperations,
      Duration provisioningWait) {
    public static Limits defaults() {
      return new Limits(
          1 << 20,
          3 << 19,
          800,
          256,
          512,
          64,
          24_576,
          800,
          5,
          800,
          1_000,
          16,
          Duration.ofSeconds(50));
    }
  }
}
