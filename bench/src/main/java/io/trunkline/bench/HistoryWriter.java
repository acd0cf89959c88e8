package io.trunkline.bench;

import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardEffects;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ratis.RatisKernel;
import io.trunkline.kernel.ratis.RatisKernelConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A process that gives a shard 1 GiB of history. */
final class HistoryWriter {
  private static final long BYTES = 1L << 30;
  private static final int PAYLOAD_BYTES = 4_096;
  private static final int AT_ONCE = 2_048;

  /** How the process ends. */
  enum Ending {
    CLOSED,
    CRASHED
  }

  private HistoryWriter() {}

  /** Runs the process and waits for it. */
  static void run(Path data, Ending ending) throws IOException, InterruptedException {
    int result =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC",
                "-Xmx1g",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                HistoryWriter.class.getName(),
                data.toString(),
                ending.name())
            .inheritIO()
            .start()
            .waitFor();
    if (result != 0) {
      throw new IOException("the history was not written");
    }
  }

  /** Arguments: data directory, how to end. */
  public static void main(String[] arguments) {
    try (RatisKernel kernel = new RatisKernel(RatisKernelConfig.defaults(Path.of(arguments[0])))) {
      Shard<PayloadMachine.Keep> shard =
          kernel.open(new ShardId("bench"), new PayloadMachine(), new ShardEffects<>() {});
      byte[] payload = new byte[PAYLOAD_BYTES];
      for (long written = 0; written < BYTES; ) {
        List<CompletableFuture<Long>> replies = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++, written += payload.length) {
          replies.add(shard.submit(new PayloadMachine.Keep(payload)));
        }
        replies.forEach(CompletableFuture::join);
      }
      if (Ending.valueOf(arguments[1]) == Ending.CRASHED) {
        Runtime.getRuntime().halt(0);
      }
    }
  }
}
