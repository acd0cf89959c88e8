package io.trunkline.gateway.resource;

import io.trunkline.gateway.policy.PolicyException;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceId;
import java.util.Optional;

/** {@code service/policyFragments}. */
final class FragmentType extends GatewayType {
  FragmentType(Configuration configuration) {
    super("policyFragments", configuration);
  }

  @Override
  void check(ResourceId id, Properties properties, Optional<Resource> existing) {
    PolicyType.checkFormat(properties);
    try {
      configuration()
          .policies()
          .checkFragment(PolicyType.source(properties.node()), configuration().definitions(id));
    } catch (PolicyException e) {
      throw PolicyType.refused(e);
    }
  }
}
