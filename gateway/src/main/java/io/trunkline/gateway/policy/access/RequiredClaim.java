package io.trunkline.gateway.policy.access;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.Jwt;
import io.trunkline.gateway.policy.CompileContext;
import io.trunkline.gateway.policy.PolicyElement;
import io.trunkline.gateway.policy.PolicyValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A claim that a token must have, perhaps with some values. */
record RequiredClaim(
    PolicyValue name, boolean all, Optional<String> separator, List<PolicyValue> values) {

  static List<RequiredClaim> compile(PolicyElement policy, CompileContext context) {
    List<RequiredClaim> claims = new ArrayList<>();
    policy
        .child("required-claims")
        .ifPresent(
            list -> {
              for (PolicyElement claim : list.allowChildren("claim").children()) {
                claim.allowAttributes("name", "match", "separator").allowChildren("value");
                claims.add(
                    new RequiredClaim(
                        context.required(claim, "name"),
                        context.word(claim, "match", "all", "all", "any").equals("all"),
                        context.literal(claim, "separator"),
                        context.texts(claim, "value")));
              }
            });
    return List.copyOf(claims);
  }

  static void check(List<RequiredClaim> claims, Jwt token, Exchange exchange) {
    List<String> missing = new ArrayList<>();
    for (RequiredClaim claim : claims) {
      String name = claim.name().text(exchange);
      if (!token.claims().containsKey(name)) {
        missing.add(name);
      }
    }
    if (!missing.isEmpty()) {
      throw new TokenRefused(
          "TokenClaimNotFound",
          "JWT token is missing the following claims: "
              + String.join(", ", missing)
              + ". Access denied.");
    }
    claims.forEach(claim -> claim.checkValues(token, exchange));
  }

  private void checkValues(Jwt token, Exchange exchange) {
    String claim = name.text(exchange);
    List<String> present = split(token.claims().get(claim));
    List<String> wanted = values.stream().map(value -> value.text(exchange)).toList();
    boolean matches =
        wanted.isEmpty()
            || (all ? present.containsAll(wanted) : wanted.stream().anyMatch(present::contains));
    if (!matches) {
      throw new TokenRefused(
          "TokenClaimValueNotAllowed",
          "Claim "
              + claim
              + " value of "
              + String.join(",", present)
              + " is not allowed. Access denied.");
    }
  }

  private List<String> split(List<String> values) {
    if (separator.isEmpty() || values.size() != 1) {
      return values;
    }
    return Arrays.asList(values.getFirst().split(Pattern.quote(separator.get())));
  }
}
