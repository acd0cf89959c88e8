package io.trunkline.broker.wire.amqp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message taken apart into its sections, each still encoded.
 *
 * @param header or null, as the others
 * @param body one or more sections of one kind; empty where the message has none
 */
record Sections(
    @Nullable RawValue header,
    @Nullable RawValue messageAnnotations,
    @Nullable RawValue properties,
    @Nullable RawValue applicationProperties,
    List<RawValue> body,
    @Nullable RawValue footer) {

  /**
   * Takes a message apart.
   *
   * @throws io.trunkline.broker.BrokerException {@code ARGUMENT_ERROR} where it is not a message
   */
  static Sections of(byte[] bytes, int from, int to) {
    RawValue[] single = new RawValue[SectionKind.FOOTER - SectionKind.HEADER + 1];
    List<RawValue> body = new ArrayList<>();
    int at = from;
    while (at < to) {
      RawValue section = RawValue.at(bytes, at);
      if (section.to() > to) {
        throw RawValue.malformed(at);
      }
      int kind = (int) section.descriptor();
      switch (kind) {
        case SectionKind.DATA, SectionKind.SEQUENCE, SectionKind.VALUE -> body.add(section);
        case SectionKind.HEADER,
            SectionKind.DELIVERY_ANNOTATIONS,
            SectionKind.MESSAGE_ANNOTATIONS,
            SectionKind.PROPERTIES,
            SectionKind.APPLICATION_PROPERTIES,
            SectionKind.FOOTER ->
            single[kind - SectionKind.HEADER] = section;
        default -> throw RawValue.malformed(at);
      }
      at = section.to();
    }
    return new Sections(
        single[0],
        single[SectionKind.MESSAGE_ANNOTATIONS - SectionKind.HEADER],
        single[SectionKind.PROPERTIES - SectionKind.HEADER],
        single[SectionKind.APPLICATION_PROPERTIES - SectionKind.HEADER],
        List.copyOf(body),
        single[SectionKind.FOOTER - SectionKind.HEADER]);
  }

  /**
   * Returns where the body of a message starts whose first bytes have come.
   *
   * @throws io.trunkline.broker.BrokerException {@code ARGUMENT_ERROR} where it is not a message,
   *     or what stands before its body is longer than these bytes
   */
  static int bodyStart(byte[] bytes) {
    int at = 0;
    while (at + 2 < bytes.length) {
      if (bytes[at] != 0) {
        throw RawValue.malformed(at);
      }
      RawValue descriptor = RawValue.at(bytes, at + 1);
      long kind = descriptor.number() == null ? -1 : descriptor.number();
      if (kind < SectionKind.HEADER || kind > SectionKind.FOOTER) {
        throw RawValue.malformed(at);
      }
      if (kind >= SectionKind.DATA) {
        return at;
      }
      at = RawValue.at(bytes, at).to();
    }
    throw RawValue.malformed(at);
  }

  /** Returns field {@code index} of a list section; null where it is not there. */
  static @Nullable RawValue field(@Nullable RawValue section, int index) {
    return field(fields(section), index);
  }

  /** Returns the fields of a list section; none where it is not there. */
  static List<RawValue> fields(@Nullable RawValue section) {
    return section == null ? List.of() : section.described().elements();
  }

  /** Returns field {@code index} of {@link #fields}; null where it is not there. */
  static @Nullable RawValue field(List<RawValue> fields, int index) {
    return index < fields.size() && !fields.get(index).isNull() ? fields.get(index) : null;
  }

  /** Returns the entries of a map section; none where it is not there. */
  static Map<String, RawValue> entries(@Nullable RawValue section) {
    if (section == null || section.described().isNull()) {
      return Map.of();
    }
    return section.described().entries();
  }
}
