package io.trunkline.gateway.policy;

import io.trunkline.gateway.GatewayConfig;
import io.trunkline.gateway.policy.PolicyCompiler.Definitions;
import io.trunkline.gateway.policy.PolicyCompiler.Source;
import io.trunkline.kernel.IdSource;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks a policy document without a gateway. */
public final class PolicyCheck {
  private static final Pattern NAMED_VALUE = Pattern.compile("\\{\\{([A-Za-z0-9-._]+)}}");

  private PolicyCheck() {}

  /**
   * Returns what the gateway would refuse, with line and column; nothing where it takes the
   * document. Named values count as known, whatever their names.
   */
  public static List<String> check(String document, GatewayConfig config) {
    Map<String, String> namedValues = new HashMap<>();
    Matcher matcher = NAMED_VALUE.matcher(document);
    while (matcher.find()) {
      namedValues.put(matcher.group(1), "1");
    }
    PolicyCompiler compiler =
        new PolicyCompiler(
            new PolicyServices(config, InstantSource.system(), null, null, null, null, null),
            IdSource.secure());
    try {
      compiler.compile(
          new Source(document, true), PolicyScope.API, new Definitions(namedValues, Map.of()));
      return List.of();
    } catch (PolicyException e) {
      return List.of(e.getMessage());
    }
  }
}
