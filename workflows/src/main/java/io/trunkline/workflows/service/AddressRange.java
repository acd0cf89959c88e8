package io.trunkline.workflows.service;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * A range of IP addresses: one, a CIDR block, or {@code first-last}.
 *
 * @param first the lowest address, 4 or 16 bytes
 * @param last the highest, of the same length
 */
@SuppressWarnings("ArrayRecordComponent") // ranges are asked, not compared
record AddressRange(byte[] first, byte[] last) {

  /**
   * Reads {@code a.b.c.d}, {@code a.b.c.d/n}, {@code a.b.c.d-e.f.g.h}, and the same of IPv6.
   *
   * @throws IllegalArgumentException naming the text
   */
  static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    int dash = text.indexOf('-');
    try {
      if (slash >= 0) {
        return block(address(text.substring(0, slash)), text.substring(slash + 1));
      }
      byte[] first = address(dash < 0 ? text : text.substring(0, dash));
      byte[] last = dash < 0 ? first : address(text.substring(dash + 1));
      if (first.length != last.length || Arrays.compareUnsigned(first, last) > 0) {
        throw new IllegalArgumentException("its end is before its beginning");
      }
      return new AddressRange(first, last);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'%s' is no IP address, no CIDR block and no range of addresses.".formatted(text), e);
    }
  }

  private static byte[] address(String text) {
    return InetAddress.ofLiteral(text.strip()).getAddress();
  }

  private static AddressRange block(byte[] address, String length) {
    int bits = Integer.parseInt(length.strip());
    if (bits < 0 || bits > address.length * Byte.SIZE) {
      throw new IllegalArgumentException("no length of a prefix");
    }
    byte[] first = address.clone();
    byte[] last = address.clone();
    for (int bit = bits; bit < address.length * Byte.SIZE; bit++) {
      int mask = 0x80 >> (bit % Byte.SIZE);
      first[bit / Byte.SIZE] &= (byte) ~mask;
      last[bit / Byte.SIZE] |= (byte) mask;
    }
    return new AddressRange(first, last);
  }

  /** Returns whether an address in text form lies in the range; none of another family does. */
  boolean contains(String text) {
    byte[] address;
    try {
      address = address(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
    return address.length == first.length
        && Arrays.compareUnsigned(first, address) <= 0
        && Arrays.compareUnsigned(address, last) <= 0;
  }
}
