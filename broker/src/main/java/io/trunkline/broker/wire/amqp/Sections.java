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

  /** Returns field {@code index} of a list section; null where it is not there. */
  static @Nullable RawValue field(@Nullable RawValue section, int index) {
    if (section == null) {
      return null;
    }
    List<RawValue> fields = section.described().elements();
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
