package io.trunkline.compat.servicebus;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import io.trunkline.compat.node.SharedNode;
import io.trunkline.compat.node.TestNode;
import io.trunkline.compat.parity.Client;
import io.trunkline.compat.parity.Parity;
import io.trunkline.compat.parity.Service;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bytes that no client sends, on the AMQP port of a node at work. */
@ExtendWith(SharedNode.class)
class AmqpFaultTest {
  private static final byte[] SASL_HEADER = {'A', 'M', 'Q', 'P', 3, 1, 0, 0};
  private static final byte[] SASL_INIT_ANONYMOUS = {
    0,
    0,
    0,
    25,
    2,
    1,
    0,
    0,
    0,
    0x53,
    0x41,
    (byte) 0xC0,
    12,
    1,
    (byte) 0xA3,
    9,
    'A',
    'N',
    'O',
    'N',
    'Y',
    'M',
    'O',
    'U',
    'S'
  };
  private static final byte[] AMQP_HEADER = {'A', 'M', 'Q', 'P', 0, 1, 0, 0};

  /** An open with container id {@code raw} and host name {@code localhost}. */
  private static final byte[] OPEN = {
    0,
    0,
    0,
    30,
    2,
    0,
    0,
    0,
    0,
    0x53,
    0x10,
    (byte) 0xC0,
    17,
    2,
    (byte) 0xA1,
    3,
    'r',
    'a',
    'w',
    (byte) 0xA1,
    9,
    'l',
    'o',
    'c',
    'a',
    'l',
    'h',
    'o',
    's',
    't'
  };

  private static final byte[] OVERSIZED_FRAME = {0x7F, 0, 0, 0, 2, 0, 0, 0};
  private static final int TIMEOUT_MILLIS = 20_000;
  private static final long SEED = 20_261_125;

  private final TestNode node;
  private final Messaging messaging;

  AmqpFaultTest(TestNode node) {
    this.node = node;
    messaging = new Messaging(node);
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "garbage is answered with the protocol's header, and the connection closed",
      client = Client.AMQP)
  void garbageIsAnsweredWithTheHeader() throws IOException {
    assertThat(answer("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII), true))
        .startsWith(SASL_HEADER);
    Random random = new Random(SEED);
    for (int i = 0; i < 20; i++) {
      byte[] garbage = new byte[1 + random.nextInt(400)];
      random.nextBytes(garbage);
      byte[] afterHeader = concat(SASL_HEADER, garbage);
      byte[] answer = answer(afterHeader, true);
      assertThat(Arrays.copyOf(answer, 4)).containsExactly('A', 'M', 'Q', 'P');
    }
    stillWorks("after-garbage");
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "an oversized frame closes the connection with amqp:connection:framing-error",
      client = Client.AMQP)
  void anOversizedFrameClosesTheConnection() throws IOException {
    byte[] answer =
        answer(concat(SASL_HEADER, SASL_INIT_ANONYMOUS, AMQP_HEADER, OPEN, OVERSIZED_FRAME), false);
    assertThat(new String(answer, StandardCharsets.ISO_8859_1))
        .contains("amqp:connection:framing-error");
    stillWorks("after-oversized-frame");
  }

  /**
   * Sends bytes and returns everything that comes until the server closes the connection.
   *
   * @param end whether to tell the server that no more bytes come
   */
  private byte[] answer(byte[] request, boolean end) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.endpoints().amqp())) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(request);
      if (end) {
        socket.shutdownOutput();
      }
      return socket.getInputStream().readAllBytes();
    }
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private void stillWorks(String queue) {
    messaging.queue(queue, "{}");
    try (ServiceBusSenderClient sender = messaging.sender(queue);
        ServiceBusReceiverClient receiver = messaging.receiver(queue)) {
      sender.sendMessage(new ServiceBusMessage("fine"));
      receiver.complete(Messaging.next(receiver));
    }
  }
}
