package io.trunkline.broker.wire.amqp;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.broker.BrokerException;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** However a body is cut, what is whole passes and what is not does not. */
class BodyScanProperties {
  private static final String FOOTER = "005378c10100";

  @Provide
  Arbitrary<String> sections() {
    return Arbitraries.of(
        "005375a003010203",
        "005375b000000002aabb",
        "00800000000000000075a000",
        "00537740",
        "0053775502",
        "005377980102030405060708090a0b0c0d0e0f10",
        "005376c0050241424344",
        "005377d0000000050000000041");
  }

  private static byte[] body(List<String> sections, String end) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    sections.forEach(section -> body.writeBytes(HexFormat.of().parseHex(section)));
    body.writeBytes(HexFormat.of().parseHex(end));
    return body.toByteArray();
  }

  private static void scan(byte[] body, int length, int piece) {
    BodyScan scan = new BodyScan();
    for (int at = 0; at < length; at += piece) {
      scan.add(body, at, Math.min(length, at + piece));
    }
    scan.finish();
  }

  @Property(tries = 100)
  void wholeBodiesPass(
      @ForAll @Size(max = 6) List<@From("sections") String> sections,
      @ForAll boolean footer,
      @ForAll @IntRange(min = 1, max = 40) int piece) {
    byte[] body = body(sections, footer ? FOOTER : "");
    scan(body, body.length, piece);
  }

  @Property(tries = 100)
  void bodiesThatEndTooEarlyDoNot(
      @ForAll @From("sections") String section, @ForAll @IntRange(min = 1, max = 12) int missing) {
    byte[] body = body(List.of(section), "");
    int length = Math.max(1, body.length - missing);
    assertThatThrownBy(() -> scan(body, length, 5)).isInstanceOf(BrokerException.class);
  }

  @Example
  void nothingFollowsAFooterAndOtherSectionsAreNoBody() {
    for (String broken :
        List.of(FOOTER + "00537740", "005374c10100", "01", "005275a000", "00537500")) {
      byte[] body = HexFormat.of().parseHex(broken);
      assertThatThrownBy(() -> scan(body, body.length, 3))
          .as(broken)
          .isInstanceOf(BrokerException.class);
    }
  }
}
