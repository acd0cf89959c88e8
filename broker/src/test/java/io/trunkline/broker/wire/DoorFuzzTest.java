package io.trunkline.broker.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.broker.Corpus;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import org.apache.qpid.protonj2.types.messaging.Target;
import org.apache.qpid.protonj2.types.transport.Attach;
import org.apache.qpid.protonj2.types.transport.Begin;
import org.junit.jupiter.api.Test;

/** Whatever a peer sends: its connection ends, and everybody else's goes on. */
class DoorFuzzTest {
  @Test
  void theDoorSurvivesEveryPeer() throws IOException {
    try (TestBroker broker = new TestBroker();
        WireServer server = new WireServer(broker.service())) {
      broker.queue("fuzzed", false);
      try (RawClient steady = new RawClient(server.port())) {
        String plain = "\0RootManageSharedAccessKey\0" + TestBroker.KEY;
        assertThat(steady.open("PLAIN", plain)).isZero();
        steady.await(Begin.class);
        Corpus.hexadecimal("frames.txt").mutate(20, bytes -> talk(server.port(), bytes));
        steady.send(Frames.sender("s", "fuzzed"));
        assertThat(steady.await(Attach.class).<Target>getTarget()).isNotNull();
      }
    }
  }

  /** Sends everything, then nothing more, and waits until the server has closed its side. */
  private static void talk(int port, byte[] bytes) {
    try (Socket socket = new Socket("localhost", port)) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      socket.shutdownOutput();
      InputStream in = socket.getInputStream();
      in.readAllBytes();
    } catch (SocketException e) {
      assertThat(e).as("the server may close at once").isNotNull();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
