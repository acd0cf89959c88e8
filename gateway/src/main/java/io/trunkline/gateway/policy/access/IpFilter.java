package io.trunkline.gateway.policy.access;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.PolicyError;
import io.trunkline.gateway.policy.CompileContext;
import io.trunkline.gateway.policy.Policy;
import io.trunkline.gateway.policy.PolicyElement;
import io.trunkline.gateway.policy.PolicyValue;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@code ip-filter}: lets in, or keeps out, some addresses. */
public record IpFilter(boolean allow, List<Range> ranges) implements Policy {
  /** Addresses from one to another, both included. */
  public record Range(PolicyValue from, PolicyValue to) {
    boolean contains(Exchange exchange, byte[] address) {
      byte[] low = parse(from.text(exchange));
      byte[] high = parse(to.text(exchange));
      return low.length == address.length
          && high.length == address.length
          && Arrays.compareUnsigned(low, address) <= 0
          && Arrays.compareUnsigned(address, high) <= 0;
    }
  }

  public static IpFilter compile(PolicyElement element, CompileContext context) {
    element.allowAttributes("action").allowChildren("address", "address-range");
    List<Range> ranges = new ArrayList<>();
    context.texts(element, "address").forEach(address -> ranges.add(new Range(address, address)));
    for (PolicyElement range : element.children("address-range")) {
      range.allowAttributes("from", "to").allowChildren();
      ranges.add(new Range(context.required(range, "from"), context.required(range, "to")));
    }
    if (ranges.isEmpty()) {
      throw element.refuse("At least one address or address-range is needed.");
    }
    context.requiredLiteral(element, "action");
    boolean allow = context.word(element, "action", "", "allow", "forbid").equals("allow");
    return new IpFilter(allow, List.copyOf(ranges));
  }

  @Override
  public Flow apply(Exchange exchange) {
    String caller = exchange.request().ipAddress();
    byte[] address;
    try {
      address = parse(caller);
    } catch (PolicyError e) {
      throw new PolicyError(
          403,
          "FailedToParseCallerIP",
          "Failed to establish IP address for the caller. Access denied.");
    }
    boolean listed = ranges.stream().anyMatch(range -> range.contains(exchange, address));
    if (allow && !listed) {
      throw new PolicyError(
          403,
          "CallerIpNotAllowed",
          "Caller IP address " + caller + " is not allowed. Access denied.");
    }
    if (!allow && listed) {
      throw new PolicyError(403, "CallerIpBlocked", "Caller IP address is blocked. Access denied.");
    }
    return Flow.CONTINUE;
  }

  private static byte[] parse(String address) {
    String literal = address.strip();
    // Only literals: a name would be looked up.
    if (literal.matches("[0-9.]+") || literal.matches("[0-9A-Fa-f:.%]+")) {
      try {
        return InetAddress.getByName(literal).getAddress();
      } catch (UnknownHostException e) {
        // refused below
      }
    }
    throw new PolicyError(500, "InvalidAddress", "'" + address + "' is not an IP address.");
  }
}
