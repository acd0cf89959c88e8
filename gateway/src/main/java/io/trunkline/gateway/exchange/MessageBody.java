package io.trunkline.gateway.exchange;

import io.trunkline.gateway.expression.EvaluationException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request or response: a stream that nobody has read, or bytes. Reading blocks, and
 * turns the stream into bytes.
 */
public final class MessageBody {
  /** A body that is still on its way. */
  public interface Source {
    /**
     * Reads all of it.
     *
     * @throws PolicyError when it is larger than policies may read, or breaks off
     */
    byte[] read();
  }

  private static final byte[] NONE = {};

  private @Nullable Source source;
  private byte[] bytes;
  private boolean consumed;

  private MessageBody(@Nullable Source source, byte[] bytes) {
    this.source = source;
    this.bytes = bytes;
  }

  public static MessageBody empty() {
    return new MessageBody(null, NONE);
  }

  public static MessageBody of(byte[] bytes) {
    return new MessageBody(null, bytes);
  }

  public static MessageBody streaming(Source source) {
    return new MessageBody(source, NONE);
  }

  /** Returns whether there may be content. */
  public boolean isPresent() {
    return source != null || bytes.length > 0 || consumed;
  }

  /** Returns the stream, while nobody has read it. */
  public Optional<Source> source() {
    return Optional.ofNullable(source);
  }

  /**
   * Returns the content.
   *
   * @param preserve whether it may be read again, and is sent on
   */
  public byte[] read(boolean preserve) {
    if (consumed) {
      throw new EvaluationException(
          "The message body has been consumed; read it with preserveContent: true.");
    }
    if (source != null) {
      bytes = source.read();
      source = null;
    }
    byte[] content = bytes;
    if (!preserve) {
      bytes = NONE;
      consumed = true;
    }
    return content;
  }

  /** Returns what is to be sent on, which is nothing once it was consumed. */
  public byte[] content() {
    return consumed ? NONE : read(true);
  }
}
