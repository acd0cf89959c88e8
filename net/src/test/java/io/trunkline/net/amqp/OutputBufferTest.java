package io.trunkline.net.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.apache.qpid.protonj2.buffer.ProtonBufferAllocator;
import org.junit.jupiter.api.Test;

class OutputBufferTest {
  private final OutputBuffer output = new OutputBuffer();

  @Test
  void whatIsTakenIsWhatWasAppendedInItsOrder() {
    append("one ");
    output.append("two ".getBytes(StandardCharsets.US_ASCII));
    append("three");
    assertThat(output.length()).isEqualTo(13);
    assertThat(output.take().toString()).isEqualTo("one two three");
  }

  @Test
  void whatWasTakenStaysAsItIs() {
    append("first");
    Buffer first = output.take();
    assertThat(output.length()).isZero();
    append("second, which is longer");
    assertThat(first.toString()).isEqualTo("first");
    assertThat(output.take().toString()).isEqualTo("second, which is longer");
  }

  @Test
  void growsWithWhatComes() {
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      append("frame " + i + ";");
      expected.append("frame ").append(i).append(';');
    }
    assertThat(output.take().toString()).isEqualTo(expected.toString());
  }

  private void append(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    output.append(ProtonBufferAllocator.defaultAllocator().copy(bytes));
  }
}
