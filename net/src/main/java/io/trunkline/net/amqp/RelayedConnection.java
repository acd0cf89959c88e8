package io.trunkline.net.amqp;

import io.trunkline.net.relay.Destination;
import io.trunkline.net.relay.Leaders;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.Optional;
import org.apache.qpid.protonj2.types.transport.AMQPHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that another node has: its bytes go through this one, each side no faster than the
 * other takes them. When the other node is lost, the peer is told to connect again.
 */
final class RelayedConnection {
  private static final Logger LOG = LoggerFactory.getLogger(RelayedConnection.class);

  /** How long a node that no longer leads may take to close the connection itself. */
  private static final long GRACE_MILLIS = 2_000;

  private static final long RETRY_MILLIS = 100;
  private static final String CONDITION = "amqp:connection:forced";

  private final AmqpRelay relay;
  private final AmqpRelay.Preface preface;
  private final ReadStream<Buffer> input;
  private final WriteStream<Buffer> output;
  private final Runnable closeStream;
  private final Runnable ended;
  private final Context loop = Vertx.currentContext();
  private final FrameBoundary boundary = new FrameBoundary();
  private final long giveUpAt;
  private Leaders.Watch watch = () -> {};
  private int header = AMQPHeader.HEADER_SIZE_BYTES;
  private boolean over;

  /**
   * @param ended called once the connection is over
   */
  RelayedConnection(
      AmqpRelay relay,
      AmqpRelay.Preface preface,
      ReadStream<Buffer> input,
      WriteStream<Buffer> output,
      Runnable closeStream,
      Runnable ended,
      long patienceMillis) {
    this.relay = relay;
    this.preface = preface;
    this.input = input;
    this.output = output;
    this.closeStream = closeStream;
    this.ended = ended;
    this.giveUpAt = System.nanoTime() + patienceMillis * 1_000_000;
  }

  /**
   * Finds the node and hands the connection over.
   *
   * @param here where this node is to have it after all, or nobody has it
   * @param taken called once the other node has it
   */
  void start(Buffer first, Runnable here, Runnable taken) {
    if (over) {
      return;
    }
    var unused =
        relay
            .leaders()
            .find(preface.shard())
            .whenComplete(
                (found, failure) ->
                    loop.runOnContext(
                        back ->
                            found(found == null ? Optional.empty() : found, first, here, taken)));
  }

  private void found(Optional<Destination> found, Buffer first, Runnable here, Runnable taken) {
    if (over) {
      return;
    }
    if (found.isEmpty() || found.get().here()) {
      over = true;
      here.run();
      return;
    }
    relay
        .open(found.get(), preface)
        .onSuccess(socket -> loop.runOnContext(back -> join(found.get(), socket, first, taken)))
        .onFailure(
            cause -> {
              LOG.debug("a connection was not taken: {}", cause.toString());
              if (System.nanoTime() > giveUpAt) {
                loop.runOnContext(
                    back -> {
                      over = true;
                      here.run();
                    });
              } else {
                loop.owner()
                    .setTimer(
                        RETRY_MILLIS, due -> loop.runOnContext(back -> start(first, here, taken)));
              }
            });
  }

  private void join(Destination destination, NetSocket socket, Buffer first, Runnable taken) {
    if (over) {
      socket.close();
      return;
    }
    taken.run();
    watch =
        relay
            .leaders()
            .whenMoved(
                preface.shard(),
                destination,
                () ->
                    loop.owner()
                        .setTimer(GRACE_MILLIS, due -> loop.runOnContext(back -> lost(socket))));
    socket.write(Buffer.buffer(AMQPHeader.getAMQPHeader().toArray()).appendBuffer(first));
    // From the peer to the other node.
    input.handler(
        bytes -> {
          socket.write(bytes);
          if (socket.writeQueueFull()) {
            input.pause();
            socket.drainHandler(drained -> input.resume());
          }
        });
    input.endHandler(
        gone -> {
          abandon();
          socket.close();
          ended.run();
        });
    // From the other node to the peer.
    socket.handler(
        bytes -> {
          boundary.passed(bytes);
          output.write(withoutHeader(bytes));
          if (output.writeQueueFull()) {
            socket.pause();
            output.drainHandler(drained -> socket.resume());
          }
        });
    socket.exceptionHandler(
        broken -> LOG.debug("a relayed connection broke: {}", broken.toString()));
    socket.closeHandler(closed -> lost(socket));
    socket.resume();
    input.resume();
  }

  /** The other node answers the header, too; the peer has had its answer. */
  private Buffer withoutHeader(Buffer bytes) {
    int skipped = Math.min(header, bytes.length());
    header -= skipped;
    return skipped == 0 ? bytes : bytes.getBuffer(skipped, bytes.length());
  }

  /** The peer is gone. */
  void abandon() {
    over = true;
    watch.end();
  }

  /** Ends the connection: this node stops. */
  void end() {
    if (!over) {
      tell("The server is shutting down.");
    }
  }

  private void lost(NetSocket socket) {
    if (!over) {
      tell("The node that had the connection does not have it any more; connect again.");
      socket.close();
    }
  }

  private void tell(String why) {
    abandon();
    if (boundary.takesClose()) {
      output.write(ClosingFrames.close(CONDITION, why)).onComplete(written -> closeStream.run());
    } else {
      closeStream.run();
    }
    ended.run();
  }
}
