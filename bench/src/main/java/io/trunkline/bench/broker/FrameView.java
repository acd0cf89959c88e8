package io.trunkline.bench.broker;

import java.nio.ByteBuffer;

/**
 * Reads the performatives that come in great numbers out of a buffer, without making objects of
 * them: moved from frame to frame, and within one from field to field.
 */
final class FrameView {
  static final int TRANSFER = 0x14;
  static final int DISPOSITION = 0x15;
  static final int ACCEPTED = 0x24;

  private static final int NULL = 0x40;
  private static final int DESCRIBED = 0x00;
  private static final int SMALL_DESCRIPTOR = 0x53;

  private final ByteBuffer bytes;
  private int performative;
  private int end;
  private int at;
  private int left;

  FrameView(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** Moves to the frame at {@code start}, of {@code size} bytes. */
  void moveTo(int start, int size) {
    performative = start + 4 * (bytes.get(start + 4) & 0xFF);
    end = start + size;
    left = -1;
  }

  /** Returns whether the frame has no performative: it only says that the peer lives. */
  boolean isEmpty() {
    return performative >= end;
  }

  /** Returns the code of the performative. */
  int code() {
    return octet(performative + 2);
  }

  /** Returns where the performative starts. */
  int start() {
    return performative;
  }

  /** Returns where the frame ends. */
  int end() {
    return end;
  }

  /** Reads eight bytes of the frame as a number. */
  long number(int position) {
    return bytes.getLong(position);
  }

  private int octet(int position) {
    return bytes.get(position) & 0xFF;
  }

  /** Goes to the first field. */
  void open() {
    open(performative + 3);
  }

  private void open(int list) {
    switch (octet(list)) {
      case 0x45 -> {
        left = 0;
        at = list + 1;
      }
      case 0xC0 -> {
        left = octet(list + 2);
        at = list + 3;
      }
      case 0xD0 -> {
        left = bytes.getInt(list + 5);
        at = list + 9;
      }
      default -> throw new IllegalStateException("not a list: " + octet(list));
    }
  }

  /** Reads an unsigned number, or -1 where the field is not there, and goes on. */
  long number() {
    if (left <= 0) {
      return -1;
    }
    long value =
        switch (octet(at)) {
          case NULL -> -1;
          case 0x43, 0x44 -> 0;
          case 0x52, 0x53 -> octet(at + 1);
          case 0x70 -> Integer.toUnsignedLong(bytes.getInt(at + 1));
          default -> throw new IllegalStateException("not an unsigned number: " + octet(at));
        };
    skip();
    return value;
  }

  /** Reads a truth value, false where the field is not there, and goes on. */
  boolean flag() {
    boolean value = left > 0 && (octet(at) == 0x41 || (octet(at) == 0x56 && octet(at + 1) == 1));
    skip();
    return value;
  }

  /** Returns the code of the described value of this field, or -1 where there is none. */
  int described() {
    return left > 0 && octet(at) == DESCRIBED && octet(at + 1) == SMALL_DESCRIPTOR
        ? octet(at + 2)
        : -1;
  }

  /** Goes to the next field. */
  void skip() {
    if (left > 0) {
      at = after(at);
      left--;
    }
  }

  private int after(int position) {
    int code = octet(position);
    return switch (code >>> 4) {
      case 0x0 -> after(after(position + 1));
      case 0x4 -> position + 1;
      case 0x5 -> position + 2;
      case 0x6 -> position + 3;
      case 0x7 -> position + 5;
      case 0x8 -> position + 9;
      case 0x9 -> position + 17;
      case 0xA, 0xC, 0xE -> position + 2 + octet(position + 1);
      default -> position + 5 + bytes.getInt(position + 1);
    };
  }
}
