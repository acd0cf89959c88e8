package io.trunkline.kernel.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes of a log entry: what version 1 wrote stays readable. */
class LogEntryTest {
  private static final String VERSION_1 =
      "01" // version
          + "00000000000000aa" // writer
          + "0000000000000007" // number
          + "0000019b00000000" // timestamp
          + "00000002" // two commands
          + "00000003"
          + "616263"
          + "00000000";

  @Test
  void anEntryOfVersion1IsReadAndStillWritten() {
    byte[] bytes = HexFormat.of().parseHex(VERSION_1);
    LogEntry entry = LogEntry.decode(bytes);
    assertThat(entry.writer()).isEqualTo(0xAA);
    assertThat(entry.number()).isEqualTo(7);
    assertThat(entry.timestamp()).isEqualTo(0x19B_0000_0000L);
    assertThat(entry.commands()).containsExactly("abc".getBytes(UTF_8), new byte[0]);
    assertThat(entry.encode()).isEqualTo(bytes);
  }

  @Test
  void anEntryOfALaterVersionIsRefusedByItsNumber() {
    byte[] bytes = new LogEntry(1, 2, 3, List.of()).encode();
    bytes[0] = 2;
    assertThatThrownBy(() -> LogEntry.decode(bytes))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("version 2");
  }
}
