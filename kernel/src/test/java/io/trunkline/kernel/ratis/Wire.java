package io.trunkline.kernel.ratis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The network in front of one node: passes bytes on until it is cut. */
final class Wire implements AutoCloseable {
  /** The address under which a node behind a wire is reached; the node itself is on 127.0.0.1. */
  static final String HOST = "127.0.0.2";

  private final int port;
  private final ServerSocket door;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  /**
   * @param port the port of the node, and of its wire
   */
  Wire(int port) {
    this.port = port;
    try {
      door = new ServerSocket();
      door.setReuseAddress(true);
      door.bind(new InetSocketAddress(InetAddress.getByName(HOST), port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.startVirtualThread(this::accept);
  }

  /** Nobody reaches the node any more. */
  void cut() {
    cut = true;
    open.forEach(Wire::close);
  }

  /** The node can be reached again. */
  void mend() {
    cut = false;
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket from = door.accept();
        if (cut) {
          from.close();
        } else {
          connect(from);
        }
      } catch (IOException e) {
        // the wire is closed
      }
    }
  }

  /** Connects to the node, or refuses as the node itself would where it does not listen. */
  private void connect(Socket from) throws IOException {
    open.add(from);
    try {
      Socket to = new Socket(InetAddress.getLoopbackAddress(), port);
      open.add(to);
      Thread.startVirtualThread(() -> pass(from, to));
      Thread.startVirtualThread(() -> pass(to, from));
    } catch (IOException e) {
      open.remove(from);
      from.close();
    }
    if (cut) {
      cut();
    }
  }

  private void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // cut
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }
}
