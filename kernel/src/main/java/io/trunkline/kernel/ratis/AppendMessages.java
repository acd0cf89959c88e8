package io.trunkline.kernel.ratis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor;

/**
 * What a follower and a leader say to each other about entries: a stream of requests and a stream
 * of replies, told apart by a number of the follower's. All numbers are big-endian.
 *
 * <pre>
 *   request   group (16 bytes) · number (8) · the entry
 *   reply     number (8) · outcome (1) · why, in UTF-8
 * </pre>
 *
 * The leader's first reply, with the number 0, only says that it is there: what a follower has not
 * sent before that has certainly not been appended.
 */
final class AppendMessages {
  static final String SERVICE = "trunkline.Log";

  static final MethodDescriptor<byte[], byte[]> METHOD =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
          .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Append"))
          .setRequestMarshaller(Bytes.INSTANCE)
          .setResponseMarshaller(Bytes.INSTANCE)
          .build();

  /** What became of an entry. */
  enum Outcome {
    COMMITTED(0),
    /** It was not and will not be appended. */
    REFUSED(1),
    UNKNOWN(2);

    private final int code;

    Outcome(int code) {
      this.code = code;
    }

    private static Outcome of(int code) {
      return switch (code) {
        case 0 -> COMMITTED;
        case 1 -> REFUSED;
        default -> UNKNOWN;
      };
    }
  }

  /** An entry for a leader. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Request(RaftGroupId groupId, long number, byte[] entry) {
    private static final int HEADER_BYTES = 3 * Long.BYTES;

    byte[] encode() {
      UUID group = groupId.getUuid();
      return ByteBuffer.allocate(HEADER_BYTES + entry.length)
          .putLong(group.getMostSignificantBits())
          .putLong(group.getLeastSignificantBits())
          .putLong(number)
          .put(entry)
          .array();
    }

    static Request decode(byte[] bytes) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      RaftGroupId groupId = RaftGroupId.valueOf(new UUID(buffer.getLong(), buffer.getLong()));
      long number = buffer.getLong();
      byte[] entry = new byte[buffer.remaining()];
      buffer.get(entry);
      return new Request(groupId, number, entry);
    }
  }

  /** What became of the request of the same number. */
  record Reply(long number, Outcome outcome, String reason) {
    static final Reply HERE = new Reply(0, Outcome.COMMITTED, "");

    byte[] encode() {
      byte[] text = reason.getBytes(UTF_8);
      return ByteBuffer.allocate(Long.BYTES + 1 + text.length)
          .putLong(number)
          .put((byte) outcome.code)
          .put(text)
          .array();
    }

    static Reply decode(byte[] bytes) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      long number = buffer.getLong();
      Outcome outcome = Outcome.of(buffer.get());
      return new Reply(number, outcome, UTF_8.decode(buffer).toString());
    }
  }

  private enum Bytes implements MethodDescriptor.Marshaller<byte[]> {
    INSTANCE;

    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private AppendMessages() {}
}
