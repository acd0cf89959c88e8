package io.trunkline.server.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.net.Endpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files beside the shards: what earlier versions wrote is read, later ones are refused. */
class NodeFilesTest {
  @TempDir Path directory;

  @Test
  void whatIsWrittenNamesItsFormatAndIsRead() throws IOException {
    NodeFiles files = new NodeFiles(directory);
    NodeFiles.Administrator administrator = new NodeFiles.Administrator("t", "c", "secret");
    NodeFiles.NodeAddress address =
        new NodeFiles.NodeAddress(Endpoints.local(0), "subscription", "group", "here");
    files.write(administrator);
    files.write(address);
    assertThat(files.administrator()).contains(administrator);
    assertThat(files.address()).contains(address);
    for (String name : new String[] {"administrator.json", "node.json"}) {
      assertThat(Files.readString(directory.resolve(name)))
          .contains("\"format\":\"trunkline node 1\"");
    }
  }

  @Test
  void filesOfTheFirstVersionHaveNoFormatAndAreRead() throws IOException {
    Files.writeString(
        directory.resolve("administrator.json"),
        """
        {"tenantId":"t","clientId":"c","clientSecret":"secret"}\
        """);
    Files.writeString(
        directory.resolve("node.json"),
        """
        {"host":"localhost","amqp":5672,"amqps":5671,"https":8443,"http":8080,"admin":5300,
         "subscriptionId":"s","resourceGroup":"g","location":"here"}\
        """);
    Files.writeString(
        directory.resolve("cluster.json"),
        """
        {"node":"node-abcde","tenantId":"t","subscriptionId":"s","resourceGroup":"g",
         "location":"here"}\
        """);
    NodeFiles files = new NodeFiles(directory);
    assertThat(files.administrator()).contains(new NodeFiles.Administrator("t", "c", "secret"));
    assertThat(files.address().orElseThrow().endpoints().https()).isEqualTo(8443);
    assertThat(files.admission().orElseThrow().node()).isEqualTo("node-abcde");
  }

  @Test
  void aLaterFormatIsRefusedByName() throws IOException {
    Files.writeString(
        directory.resolve("administrator.json"),
        """
        {"format":"trunkline node 2"}\
        """);
    assertThatThrownBy(() -> new NodeFiles(directory).administrator())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("administrator.json has the format 'trunkline node 2'")
        .hasMessageContaining("reads 'trunkline node 1'");
  }
}
