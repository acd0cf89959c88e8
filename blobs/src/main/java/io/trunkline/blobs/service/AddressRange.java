package io.trunkline.blobs.service;

import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.identity.InvalidCredentialException.Reason;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** The IPv4 addresses that a signature is for: one, or {@code first-last}. */
record AddressRange(InetAddress first, InetAddress last) {
  private static final String IPV4 = "(?:\\d{1,3}\\.){3}\\d{1,3}";

  static AddressRange parse(String text) {
    String[] ends = text.split("-", 2);
    return new AddressRange(address(ends[0]), address(ends[ends.length - 1]));
  }

  boolean contains(String remote) {
    if (!remote.matches(IPV4)) {
      return false;
    }
    byte[] bytes = address(remote).getAddress();
    return Arrays.compareUnsigned(first.getAddress(), bytes) <= 0
        && Arrays.compareUnsigned(bytes, last.getAddress()) <= 0;
  }

  private static InetAddress address(String text) {
    try {
      if (text.matches(IPV4)) {
        return InetAddress.getByName(text); // a literal: nothing is looked up
      }
    } catch (UnknownHostException e) {
      throw malformed(text);
    }
    throw malformed(text);
  }

  private static InvalidCredentialException malformed(String text) {
    return new InvalidCredentialException(
        Reason.MALFORMED, "'" + text + "' in a shared access signature is no IPv4 address.");
  }
}
