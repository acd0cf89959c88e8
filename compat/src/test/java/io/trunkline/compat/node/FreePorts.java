package io.trunkline.compat.node;

import io.trunkline.net.Endpoints;
import io.trunkline.server.cluster.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Finds a port offset at which every port of a node is free. The ports stay below the range from
 * which systems take ports for outgoing connections: a node that is down keeps its ports.
 */
public final class FreePorts {
  private static final int LOWEST = 11_000;
  private static final int HIGHEST = 24_000;
  private static final int ATTEMPTS = 100;

  private FreePorts() {}

  /** Returns an offset at which no port of a node is taken. */
  public static int offset() {
    for (int i = 0; i < ATTEMPTS; i++) {
      int offset = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      Endpoints at = Endpoints.local(offset);
      int raft = Ports.RAFT + offset;
      int relay = Ports.RELAY + offset;
      if (IntStream.of(at.amqp(), at.amqps(), at.https(), at.http(), at.admin(), raft, relay)
          .allMatch(FreePorts::free)) {
        return offset;
      }
    }
    throw new IllegalStateException("no free ports on this machine");
  }

  private static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
