package io.trunkline.compat.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import io.trunkline.compat.node.TestNode;
import io.trunkline.compat.servicebus.Messaging;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A whole node is backed up while it works, and its clients go on with what was restored. */
class BackupTest {
  private static final Path CONFIG = Path.of("src/test/resources/emulator/trunkline.json");
  private static final String QUEUE = "queue.1";

  @Test
  void clientsFindOnARestoredNodeWhatTheyLeftBeforeTheBackup() throws Exception {
    Path directory = TestNode.directory("backup-");
    try (TestNode node = TestNode.start(directory, CONFIG.toAbsolutePath())) {
      Messaging messaging = new Messaging(node);
      Path backup = directory.resolve("backup");
      try (ServiceBusSenderClient sender = messaging.sender(QUEUE)) {
        for (String body : List.of("first", "second", "third")) {
          sender.sendMessage(new ServiceBusMessage(body));
        }
        assertThat(node.command(List.of("backup", backup.toString()))).contains(backup.toString());
        sender.sendMessage(new ServiceBusMessage("after the backup"));
      }
      node.kill();
      Files.move(node.data(), directory.resolve("lost"));

      assertThat(node.command(List.of("restore", backup.toString())))
          .contains(node.data().toString());
      node.start();
      assertThat(received(messaging)).containsExactlyInAnyOrder("first", "second", "third");
      assertThat(node.command(List.of("status")))
          .as("the administrator's credentials and the certificates are the old ones")
          .contains("READY", "sbemulatorns");
    }
  }

  private static Set<String> received(Messaging messaging) {
    Set<String> bodies = new TreeSet<>();
    try (ServiceBusReceiverClient receiver =
        messaging.clients().receiver().queueName(QUEUE).buildClient()) {
      for (ServiceBusReceivedMessage message : receiver.receiveMessages(3, Messaging.WAIT)) {
        bodies.add(message.getBody().toString());
        receiver.complete(message);
      }
    }
    return bodies;
  }
}
