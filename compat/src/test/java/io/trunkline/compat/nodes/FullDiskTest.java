package io.trunkline.compat.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import io.trunkline.compat.node.TestNode;
import io.trunkline.compat.parity.Client;
import io.trunkline.compat.parity.Parity;
import io.trunkline.compat.parity.Service;
import io.trunkline.compat.servicebus.Messaging;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What clients see of a node whose disk is full: a small one that the test mounts. Where it may
 * not, it is skipped, and the report says so.
 */
class FullDiskTest {
  private static final Path CONFIG = Path.of("src/test/resources/emulator/trunkline.json");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Less than what a node keeps free (128 MiB), and more than it needs to go on reading. */
  private static final long LEFT_BYTES = 64L << 20;

  @TempDir static Path disk;
  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    mounted = run("mount", "-t", "tmpfs", "-o", "size=512m", "tmpfs", disk.toString()) == 0;
    assumeThat(mounted).as("a disk can be mounted here: run as root to test a full one").isTrue();
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(run("umount", "-l", disk.toString())).isZero();
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private static Path fill() throws IOException {
    Path filler = disk.resolve("filler");
    byte[] piece = new byte[1 << 20];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (Files.getFileStore(disk).getUsableSpace() > LEFT_BYTES) {
        out.write(piece);
      }
    }
    return filler;
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature =
          "full disk: a sender is told that the server is busy, and goes on once there is room",
      client = Client.SERVICE_BUS_JAVA)
  void aSenderIsToldThatTheServerIsBusyUntilThereIsRoom() throws Exception {
    try (TestNode node = TestNode.start(disk.resolve("node"), CONFIG.toAbsolutePath())) {
      new Messaging(node).queue("filled", "{}");
      ServiceBusClientBuilder clients =
          new ServiceBusClientBuilder()
              .connectionString(node.connectionString())
              .retryOptions(new AmqpRetryOptions().setMaxRetries(0));
      try (ServiceBusSenderClient sender = clients.sender().queueName("filled").buildClient();
          ServiceBusReceiverClient receiver =
              clients.receiver().queueName("filled").buildClient()) {
        sender.sendMessage(new ServiceBusMessage("before"));

        Path filler = fill();
        List<String> acknowledged = new ArrayList<>(List.of("before"));
        await().atMost(PATIENCE).until(() -> isRefused(sender, acknowledged));
        assertThatThrownBy(() -> sender.sendMessage(new ServiceBusMessage("refused")))
            .rootCause() // around it stands that the retries, none, are exhausted
            .isInstanceOfSatisfying(
                AmqpException.class,
                busy ->
                    assertThat(busy.getErrorCondition())
                        .isEqualTo(AmqpErrorCondition.SERVER_BUSY_ERROR));
        assertThatThrownBy(() -> new Messaging(node).queue("not-made", "{}"))
            .hasMessageContaining("ServiceUnavailable");
        assertThat(receiver.peekMessages(1).stream()).as("reading goes on").hasSize(1);

        Files.delete(filler);
        await().atMost(PATIENCE).until(() -> !isRefused(sender, acknowledged));
        assertThat(received(receiver, acknowledged.size())).containsExactlyElementsOf(acknowledged);
      }
    }
  }

  /** Sends one message, which counts where it was acknowledged. */
  private static boolean isRefused(ServiceBusSenderClient sender, List<String> acknowledged) {
    String body = "message " + acknowledged.size();
    try {
      sender.sendMessage(new ServiceBusMessage(body));
      acknowledged.add(body);
      return false;
    } catch (ServiceBusException e) {
      return true;
    }
  }

  private static List<String> received(ServiceBusReceiverClient receiver, int count) {
    List<String> bodies = new ArrayList<>();
    while (bodies.size() < count) {
      List<ServiceBusReceivedMessage> messages =
          receiver.receiveMessages(count, PATIENCE).stream().toList();
      assertThat(messages).isNotEmpty();
      for (ServiceBusReceivedMessage message : messages) {
        bodies.add(message.getBody().toString());
        receiver.complete(message);
      }
    }
    return bodies;
  }
}
