package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.service.BodyUpload;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A transfer that is too large to be held until it is whole: what stands before the body is kept,
 * the body goes into the store piece by piece.
 */
final class LargeTransfer {
  private final BrokerConnection connection;
  private final BodyUpload upload;
  private final byte[] head;
  private final BodyScan scan = new BodyScan();
  private final byte[] piece;
  private int filled;
  private long bytes;
  private @Nullable Throwable failure;

  private LargeTransfer(BrokerConnection connection, BodyUpload upload, byte[] head) {
    this.connection = connection;
    this.upload = upload;
    this.head = head;
    this.piece = new byte[connection.settings().pieceBytes()];
  }

  /**
   * Begins with the first bytes of a transfer, which hold everything that stands before the body.
   */
  static LargeTransfer begin(BrokerConnection connection, BodyUpload upload, byte[] first) {
    int body = Sections.bodyStart(first);
    LargeTransfer transfer = new LargeTransfer(connection, upload, Arrays.copyOf(first, body));
    transfer.bytes = body;
    transfer.add(first, body);
    return transfer;
  }

  /** Returns how many bytes of the message have come. */
  long bytes() {
    return bytes;
  }

  void add(byte[] more) {
    add(more, 0);
  }

  private void add(byte[] more, int from) {
    scan.add(more, from, more.length);
    bytes += more.length - from;
    int at = from;
    while (at < more.length) {
      int fitting = Math.min(more.length - at, piece.length - filled);
      System.arraycopy(more, at, piece, filled, fitting);
      filled += fitting;
      at += fitting;
      if (filled == piece.length) {
        store();
      }
    }
  }

  private void store() {
    byte[] full = Arrays.copyOf(piece, filled);
    filled = 0;
    connection.backlog().add(full.length);
    var unused =
        upload
            .add(full)
            .whenComplete(
                (done, failed) ->
                    connection
                        .connection()
                        .run(
                            () -> {
                              connection.backlog().remove(full.length);
                              failure = failure == null ? failed : failure;
                            }));
  }

  /**
   * Ends the body and returns the message, to be sent after the pieces.
   *
   * @throws RuntimeException why it cannot be sent
   */
  BrokerMessage finish() {
    scan.finish();
    if (filled > 0) {
      store();
    }
    if (failure instanceof RuntimeException refused) {
      throw refused;
    }
    return connection.reader().large(head, upload.finish());
  }

  /** The message does not come. */
  void drop() {
    upload.drop();
  }
}
