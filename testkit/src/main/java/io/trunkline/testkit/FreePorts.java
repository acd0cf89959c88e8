package io.trunkline.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Finds ports that are free. They lie below the range from which systems take ports for outgoing
 * connections, so that a server finds its port again after it was down.
 */
public final class FreePorts {
  private static final int LOWEST = 16_000;
  private static final int HIGHEST = 32_000;
  private static final int ATTEMPTS = 200;

  private FreePorts() {}

  /** Returns an offset that, added to each of {@code ports}, gives ports that are free. */
  public static int offset(int... ports) {
    int least = IntStream.of(ports).min().orElseThrow();
    int most = IntStream.of(ports).max().orElseThrow();
    for (int i = 0; i < ATTEMPTS; i++) {
      int offset = ThreadLocalRandom.current().nextInt(LOWEST - least, HIGHEST - most);
      if (IntStream.of(ports).allMatch(port -> isFree(port + offset))) {
        return offset;
      }
    }
    throw new IllegalStateException("no free ports on this machine");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
