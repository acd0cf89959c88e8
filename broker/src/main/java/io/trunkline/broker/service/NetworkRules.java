package io.trunkline.broker.service;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may reach a namespace by address. As in Azure, refusing by default closes nothing while there
 * is no rule that lets somebody in.
 *
 * @param closed whether nobody may reach it
 * @param denyByDefault whether addresses without a rule are refused
 * @param allowed the addresses with a rule
 */
public record NetworkRules(boolean closed, boolean denyByDefault, List<Range> allowed) {
  /** Everyone may. */
  public static final NetworkRules OPEN = new NetworkRules(false, false, List.of());

  private static final Pattern V4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  /**
   * A range of addresses.
   *
   * @param prefix the leading bits that all of them share
   * @param length how many bits those are
   * @param bits how many an address of this kind has: 32 or 128
   */
  public record Range(BigInteger prefix, int length, int bits) {
    /** Reads an address or, with a slash and a length, a range of them; empty where it is none. */
    public static Optional<Range> parse(String mask) {
      int slash = mask.indexOf('/');
      byte[] address = octets(slash < 0 ? mask : mask.substring(0, slash));
      if (address == null) {
        return Optional.empty();
      }
      int bits = address.length * Byte.SIZE;
      String length = slash < 0 ? Integer.toString(bits) : mask.substring(slash + 1);
      return length.matches("[0-9]{1,3}") && Integer.parseInt(length) <= bits
          ? Optional.of(of(address, Integer.parseInt(length)))
          : Optional.empty();
    }

    private static Range of(byte[] address, int length) {
      int bits = address.length * Byte.SIZE;
      return new Range(new BigInteger(1, address).shiftRight(bits - length), length, bits);
    }

    boolean contains(byte[] address) {
      return address.length * Byte.SIZE == bits && of(address, length).equals(this);
    }
  }

  private static byte @Nullable [] octets(String text) {
    if (!V4.matcher(text).matches() && !V6.matcher(text).matches()) {
      return null; // a name would be looked up
    }
    try {
      return InetAddress.getByName(text).getAddress();
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /**
   * Returns whether a client may reach the namespace.
   *
   * @param address IP address in text form, possibly with a port behind a colon
   */
  public boolean admit(String address) {
    if (closed) {
      return false;
    }
    if (!denyByDefault || allowed.isEmpty()) {
      return true;
    }
    byte[] octets = octets(withoutPort(address));
    return octets != null && allowed.stream().anyMatch(range -> range.contains(octets));
  }

  private static String withoutPort(String address) {
    if (address.startsWith("[")) {
      return address.substring(1, Math.max(1, address.indexOf(']')));
    }
    int colon = address.indexOf(':');
    boolean port = colon >= 0 && colon == address.lastIndexOf(':');
    return port ? address.substring(0, colon) : address;
  }
}
