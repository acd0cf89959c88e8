package io.trunkline.resources.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.template.TemplateFunction.Declared;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Functions of IPv4 address ranges. */
final class CidrFunctions {
  private static final Pattern CIDR =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");

  static final List<Declared> DECLARED =
      List.of(
          new Declared("parseCidr", 1, 1, CidrFunctions::parse),
          new Declared("cidrSubnet", 3, 3, CidrFunctions::subnet),
          new Declared("cidrHost", 2, 2, CidrFunctions::host));

  private CidrFunctions() {}

  private static JsonNode parse(Arguments arguments) {
    Range range = range(arguments);
    return Json.object()
        .put("network", address(range.network))
        .put("netmask", address(mask(range.prefix)))
        .put("broadcast", address(range.last()))
        .put("firstUsable", address(range.firstUsable()))
        .put("lastUsable", address(range.prefix >= 31 ? range.last() : range.last() - 1))
        .put("cidr", (long) range.prefix);
  }

  private static JsonNode subnet(Arguments arguments) {
    Range range = range(arguments);
    long prefix = arguments.integer(1);
    long index = arguments.integer(2);
    if (prefix < range.prefix || prefix > 32) {
      throw arguments.fault("a subnet of a /" + range.prefix + " cannot be a /" + prefix + ".");
    }
    if (index < 0 || index >= 1L << (prefix - range.prefix)) {
      throw arguments.fault("there is no subnet " + index + ".");
    }
    return TextNode.valueOf(address(range.network + (index << (32 - prefix))) + "/" + prefix);
  }

  private static JsonNode host(Arguments arguments) {
    Range range = range(arguments);
    long index = arguments.integer(1);
    if (index < 0 || index > range.last() - range.firstUsable()) {
      throw arguments.fault("there is no host " + index + ".");
    }
    return TextNode.valueOf(address(range.firstUsable() + index));
  }

  private static Range range(Arguments arguments) {
    String text = arguments.text(0);
    Matcher matcher = CIDR.matcher(text);
    if (!matcher.matches()) {
      throw arguments.fault("'" + text + "' is no IPv4 address range.");
    }
    long bits = 0;
    for (int i = 1; i <= 4; i++) {
      int octet = Integer.parseInt(matcher.group(i));
      if (octet > 255) {
        throw arguments.fault("'" + text + "' is no IPv4 address range.");
      }
      bits = bits << 8 | octet;
    }
    int prefix = Integer.parseInt(matcher.group(5));
    if (prefix > 32) {
      throw arguments.fault("'" + text + "' is no IPv4 address range.");
    }
    return new Range(bits & mask(prefix), prefix);
  }

  private static long mask(int prefix) {
    return (0xFFFF_FFFFL << (32 - prefix)) & 0xFFFF_FFFFL;
  }

  private static String address(long bits) {
    return "%d.%d.%d.%d"
        .formatted(bits >> 24 & 0xFF, bits >> 16 & 0xFF, bits >> 8 & 0xFF, bits & 0xFF);
  }

  /** A range of addresses. */
  private record Range(long network, int prefix) {
    long last() {
      return network + (1L << (32 - prefix)) - 1;
    }

    long firstUsable() {
      return prefix >= 31 ? network : network + 1;
    }
  }
}
