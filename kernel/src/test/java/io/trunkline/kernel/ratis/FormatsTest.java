package io.trunkline.kernel.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.kernel.Ledger;
import io.trunkline.kernel.LedgerEffects;
import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories that earlier versions wrote are read; those of later ones are refused by name. */
class FormatsTest {
  @TempDir Path directory;

  static void unzip(String fixture, Path into) throws IOException {
    try (InputStream in = FormatsTest.class.getResourceAsStream("/formats/" + fixture);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = into.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.copy(zip, file);
      }
    }
  }

  /**
   * The first layout, before nodes had names: two runs, the second one crashed; commands, an outbox
   * entry and a timer; log entries of version 1.
   */
  @Test
  void aDataDirectoryOfTheFirstLayoutIsRead() throws IOException {
    unzip("data-1-node-1.zip", directory);
    LedgerEffects effects = new LedgerEffects();
    effects.delivery = entry -> CompletableFuture.completedFuture(new Ledger.Sent(entry.id()));
    try (RatisKernel kernel = new RatisKernel(RatisKernelConfig.defaults(directory))) {
      Shard<Ledger.Entry> shard = kernel.open(new ShardId("ledger"), new Ledger(), effects);
      assertThat(shard.submit(new Ledger.Add("a", 1)).join()).isEqualTo(5);
      assertThat(shard.query(() -> Ledger.read(shard.store())).join())
          .contains(Map.entry("a", 5L), Map.entry("b", 6L));
    }
    assertThat(RatisKernel.nodeOf(directory)).contains(new NodeId("node-1"));
  }

  @Test
  void aLaterLayoutIsRefusedByName() throws IOException {
    unzip("data-1-node-1.zip", directory);
    Files.writeString(directory.resolve("FORMAT"), "trunkline data 2\n");
    assertThatThrownBy(() -> new RatisKernel(RatisKernelConfig.defaults(directory)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'trunkline data 2'")
        .hasMessageContaining("'trunkline data 1'");
  }
}
