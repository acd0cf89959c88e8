package io.trunkline.kernel.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.kernel.Ledger;
import io.trunkline.kernel.LedgerEffects;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LoneNodeTest {
  private static final String TRANSPORT = " org.apache.ratis.thirdparty.io.grpc.";

  @TempDir Path directory;

  /** A node that may have peers some day: writes a little and ends. */
  static final class Target {
    private Target() {}

    public static void main(String[] arguments) throws IOException {
      PeerTls tls = LoopbackTls.read(Path.of(arguments[1]));
      RatisKernelConfig config =
          RatisKernelConfig.defaults(Path.of(arguments[0]))
              .withPeers(new PeerSettings("", "127.0.0.1", "127.0.0.1", 7400, 7401, tls));
      try (RatisKernel kernel = new RatisKernel(config)) {
        Shard<Ledger.Entry> shard =
            kernel.open(new ShardId("ledger"), new Ledger(), new LedgerEffects());
        for (int i = 0; i < 10; i++) {
          shard.submit(new Ledger.Add("a", 1)).join();
        }
      }
    }
  }

  @Test
  @Timeout(120)
  void aNodeWithoutPeersLoadsNothingOfTheTransport() throws Exception {
    Path keys = directory.resolve("peers.p12");
    LoopbackTls.make("lone", keys);
    Path loaded = directory.resolve("classes.log");
    int result =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-Xlog:class+load:file=" + loaded,
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Target.class.getName(),
                directory.resolve("data").toString(),
                keys.toString())
            .inheritIO()
            .start()
            .waitFor();
    assertThat(result).isZero();
    try (Stream<String> lines = Files.lines(loaded)) {
      List<String> classes = lines.toList();
      assertThat(classes).anyMatch(line -> line.contains(RatisLog.class.getName()));
      assertThat(classes).noneMatch(line -> line.contains(TRANSPORT));
    }
  }
}
