package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.LargeBody;
import io.trunkline.broker.StoredMessage;
import io.trunkline.broker.service.MessageSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.buffer.impl.ProtonByteArrayBufferAllocator;
import org.apache.qpid.protonj2.engine.Sender;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way out as a link's current delivery. A large body is read piece by piece while
 * the message goes, so that never more than a piece of it is held. Used on the connection's event
 * loop.
 */
final class OutgoingMessage {
  /** Something that the message consists of. */
  sealed interface Part {}

  /** Bytes that are at hand. */
  record Bytes(ProtonBuffer buffer) implements Part {}

  /** A large body, and where its pieces are read. */
  record Body(LargeBody body, MessageSource source) implements Part {}

  private final BrokerConnection connection;
  private final Sender link;
  private final Deque<Part> parts;
  private final Runnable resume;
  private @Nullable ProtonBuffer current;
  private int nextPiece;
  private boolean reading;
  private boolean over;

  /**
   * @param parts one after the other; none of them empty
   * @param resume called when a piece has come, so that {@link #write} goes on
   */
  OutgoingMessage(
      BrokerConnection connection, Sender link, List<? extends Part> parts, Runnable resume) {
    this.connection = connection;
    this.link = link;
    this.parts = new ArrayDeque<>(parts);
    this.resume = resume;
  }

  /** Returns what a stored message consists of, once its beginning is encoded. */
  static List<Part> parts(ProtonBuffer encoded, StoredMessage message, MessageSource source) {
    LargeBody body = message.message().body();
    return body == null
        ? List.of(new Bytes(encoded))
        : List.of(new Bytes(encoded), new Body(body, source));
  }

  /** Writes as much as the link takes; returns whether the message is over. */
  boolean write() {
    while (!over && link.isSendable() && connection.connection().writable() && hasBytes()) {
      link.current().streamBytes(current, parts.isEmpty());
      if (!current.isReadable()) {
        current = null;
        over = parts.isEmpty();
      }
    }
    return over;
  }

  private boolean hasBytes() {
    if (current == null) {
      switch (parts.getFirst()) {
        case Bytes(ProtonBuffer buffer) -> {
          current = buffer;
          parts.removeFirst();
        }
        case Body body -> read(body);
      }
    }
    return current != null;
  }

  private void read(Body part) {
    if (reading) {
      return;
    }
    reading = true;
    var unused =
        part.source()
            .piece(part.body(), nextPiece)
            .whenComplete(
                (piece, failure) ->
                    connection
                        .connection()
                        .run(() -> came(part, failure == null ? piece.orElse(null) : null)));
  }

  private void came(Body part, byte @Nullable [] piece) {
    if (!link.isLocallyOpen() || link.isRemotelyClosedOrDetached()) {
      return;
    }
    reading = false;
    if (piece == null) {
      link.current().abort(); // somebody else has had the message in the meantime
      over = true;
    } else {
      current = ProtonByteArrayBufferAllocator.wrapped(piece);
      nextPiece++;
      if (nextPiece == part.body().pieces()) {
        nextPiece = 0;
        parts.removeFirst();
      }
    }
    resume.run();
  }
}
