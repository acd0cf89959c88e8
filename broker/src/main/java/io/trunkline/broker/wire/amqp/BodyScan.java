package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;

/**
 * Follows the sections of a body that goes by in pieces: data, sequence or value sections and at
 * most a footer, each whole. What is inside the sections is not looked at, as for other messages.
 */
final class BodyScan {
  private static final int MAX_PREFIX = 16;

  /** The start of a section as far as it has come: descriptor, constructor and size. */
  private final byte[] prefix = new byte[MAX_PREFIX];

  private int prefixLength;
  private long toSkip;
  private boolean footerSeen;

  /** Follows the next bytes. */
  void add(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (toSkip > 0) {
        long skipped = Math.min(toSkip, to - at);
        toSkip -= skipped;
        at += (int) skipped;
      } else {
        prefix[prefixLength++] = bytes[at++];
        readPrefix();
      }
    }
  }

  /** Requires that the last section has ended. */
  void finish() {
    if (prefixLength > 0 || toSkip > 0) {
      throw broken();
    }
  }

  private void readPrefix() {
    if (prefix[0] != 0) {
      throw broken();
    }
    if (prefixLength < 2) {
      return;
    }
    int constructorAt =
        switch (prefix[1] & 0xFF) {
          case 0x53 -> 3;
          case 0x80 -> 10;
          default -> throw broken();
        };
    if (prefixLength <= constructorAt) {
      return;
    }
    if (prefixLength == constructorAt + 1) {
      requireBody(prefix[constructorAt - 1]);
    }
    int constructor = prefix[constructorAt] & 0xFF;
    int sizeBytes =
        switch (constructor >>> 4) {
          case 0x4, 0x5, 0x6, 0x7, 0x8, 0x9 -> 0;
          case 0xA, 0xC, 0xE -> 1;
          case 0xB, 0xD, 0xF -> 4;
          default -> throw broken();
        };
    if (prefixLength == constructorAt + 1 + sizeBytes) {
      toSkip = sizeBytes == 0 ? fixed(constructor >>> 4) : size(constructorAt + 1, sizeBytes);
      prefixLength = 0;
    }
  }

  private static long fixed(int category) {
    return category == 0x4 ? 0 : 1L << (category - 0x5);
  }

  private long size(int at, int length) {
    long size = 0;
    for (int i = 0; i < length; i++) {
      size = (size << 8) | (prefix[at + i] & 0xFF);
    }
    return size;
  }

  private void requireBody(int kind) {
    boolean body = kind >= SectionKind.DATA && kind <= SectionKind.VALUE;
    if (footerSeen || (!body && kind != SectionKind.FOOTER)) {
      throw broken();
    }
    footerSeen = kind == SectionKind.FOOTER;
  }

  private static BrokerException broken() {
    return new BrokerException(
        BrokerError.ARGUMENT_ERROR, "The body of the message is not valid AMQP 1.0.");
  }
}
