package io.trunkline.server.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.net.Endpoints;
import io.trunkline.net.codec.Json;
import io.trunkline.server.cli.NodeClient;
import io.trunkline.server.cli.SupportedTypes;
import io.trunkline.testkit.FreePorts;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole node in this process: it starts, keeps what it was told, and refuses what is in the way.
 */
class NodeTest {
  private static final String QUEUE =
      "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/trunkline/providers"
          + "/Microsoft.ServiceBus/namespaces/orders-ns/queues/orders?api-version=2021-11-01";

  private final int offset = freeOffset();
  @TempDir Path directory;

  @Test
  void keepsItsResourcesOverARestart() {
    try (Node node = start()) {
      assertThat(node.supportedTypes()).containsExactlyInAnyOrderElementsOf(SupportedTypes.all());
      NodeClient client = client();
      client.call(
          "PUT",
          QUEUE.replace("/queues/orders", ""),
          Json.object().put("location", "local").set("sku", Json.object().put("name", "Premium")));
      client.call("PUT", QUEUE, Json.object());
      assertThat(client.open("/health/ready")).contains("READY");
      assertThat(client.open("/metrics")).contains("trunkline_operation");
    }
    try (Node again = start()) {
      assertThat(
              client()
                  .call("GET", QUEUE, Json.mapper().missingNode())
                  .path("properties")
                  .path("provisioningState")
                  .asText())
          .isEqualTo("Succeeded");
      assertThat(again.endpoints().https()).isEqualTo(8443 + offset);
    }
  }

  @Test
  void letsNobodyButItsOwnerReadTheAdministratorsSecret() throws IOException {
    try (Node node = start()) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(directory.resolve("administrator.json"))))
          .isEqualTo("rw-------");
      assertThatThrownBy(() -> Node.start(config()))
          .as("a second node on the directory of %s", node.endpoints())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(directory.resolve("shards").toString());
    }
  }

  @Test
  void saysWhichPortIsInTheWay() throws IOException {
    try (ServerSocket taken = new ServerSocket(8443 + offset)) {
      assertThatThrownBy(this::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(Integer.toString(taken.getLocalPort()));
    }
  }

  private Node start() {
    return Node.start(config());
  }

  private NodeConfig config() {
    return NodeConfig.defaults(directory).withStart(offset, false);
  }

  private NodeClient client() {
    return NodeClient.of(new NodeFiles(directory));
  }

  private static int freeOffset() {
    Endpoints at = Endpoints.local(0);
    return FreePorts.offset(at.amqp(), at.amqps(), at.https(), at.http(), at.admin());
  }
}
