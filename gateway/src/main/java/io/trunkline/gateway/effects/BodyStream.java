package io.trunkline.gateway.effects;

import io.trunkline.gateway.exchange.MessageBody;
import io.trunkline.gateway.exchange.PolicyError;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.Pipe;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** A body that comes over a connection: paused until somebody wants it. */
public final class BodyStream implements MessageBody.Source {
  private final ReadStream<Buffer> stream;
  private final Executor loop;
  private final int maxBytes;
  private final boolean ofRequest;
  private volatile boolean taken;

  /**
   * @param stream paused
   * @param loop the stream's event loop
   * @param maxBytes how much may be read into memory; piping is not limited
   * @param ofRequest whether the client sends it, who is then to blame
   */
  public BodyStream(ReadStream<Buffer> stream, Executor loop, int maxBytes, boolean ofRequest) {
    this.stream = stream;
    this.loop = loop;
    this.maxBytes = maxBytes;
    this.ofRequest = ofRequest;
  }

  @Override
  public byte[] read() {
    taken = true;
    CompletableFuture<byte[]> whole = new CompletableFuture<>();
    loop.execute(
        () -> {
          Buffer collected = Buffer.buffer();
          stream.exceptionHandler(e -> whole.completeExceptionally(broken()));
          stream.endHandler(end -> whole.complete(collected.getBytes()));
          stream.handler(
              chunk -> {
                if ((long) collected.length() + chunk.length() > maxBytes) {
                  whole.completeExceptionally(tooLarge());
                } else {
                  collected.appendBuffer(chunk);
                }
              });
          stream.resume();
        });
    try {
      return whole.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof PolicyError error ? error : e;
    }
  }

  /**
   * Sends the body on, no faster than it is taken; on the event loop. The target is ended when the
   * body is complete, and left as it is when it breaks off.
   */
  public Future<Void> pipeTo(WriteStream<Buffer> target) {
    taken = true;
    Pipe<Buffer> pipe = stream.pipe().endOnFailure(false);
    return pipe.to(target);
  }

  /** Returns whether somebody has read it or sends it on. */
  public boolean taken() {
    return taken;
  }

  /** Lets what is left go by, so that the connection can be used again; on the event loop. */
  public void discard() {
    stream.handler(null);
    stream.resume();
  }

  private PolicyError broken() {
    return ofRequest
        ? new PolicyError(499, "ClientConnectionFailure", "The client has gone.")
        : new PolicyError(
            502, "BackendConnectionFailure", "The response of the backend broke off.");
  }

  private PolicyError tooLarge() {
    String message = "A policy reads a body that is larger than " + maxBytes + " bytes.";
    return ofRequest
        ? new PolicyError(413, "RequestBodyTooLarge", message)
        : new PolicyError(500, "ResponseBodyTooLarge", message, "Internal server error", Map.of());
  }
}
