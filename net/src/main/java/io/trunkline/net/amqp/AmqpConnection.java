package io.trunkline.net.amqp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.buffer.impl.ProtonByteArrayBufferAllocator;
import org.apache.qpid.protonj2.engine.Connection;
import org.apache.qpid.protonj2.engine.Engine;
import org.apache.qpid.protonj2.engine.EngineFactory;
import org.apache.qpid.protonj2.engine.exceptions.EngineStateException;
import org.apache.qpid.protonj2.engine.exceptions.ProtonException;
import org.apache.qpid.protonj2.engine.impl.ProtonConstants;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.transport.AMQPHeader;
import org.apache.qpid.protonj2.types.transport.ErrorCondition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One AMQP connection: a protonj2 engine between a byte stream and an {@link AmqpHandler}. All of
 * it happens on the connection's event loop; from elsewhere use {@link #run}.
 *
 * <p>Output is collected while the loop works and written in one piece when it comes to rest. When
 * the peer does not take it, {@link #writable} turns false and links must stop sending.
 */
public final class AmqpConnection {
  private static final Logger LOG = LoggerFactory.getLogger(AmqpConnection.class);

  private final Vertx vertx;
  private final Context context;
  private final WriteStream<Buffer> stream;
  private final Runnable closeStream;
  private final AmqpLimits limits;
  private final InstantSource clock;
  private final AmqpHandler handler;
  private final Peer peer;
  private final ReadStream<Buffer> input;
  private final AmqpRelay relay;
  private final Engine engine;
  private final Greeting greeting;
  private final List<Runnable> writableListeners = new ArrayList<>();
  private final List<Runnable> endListeners = new ArrayList<>();

  private final FrameEncoder frames = new FrameEncoder(this::scheduleFlush);
  private final TaskQueue tasks = new TaskQueue(this::schedule, this::runTasks);
  private final List<Runnable> atRest = new ArrayList<>();

  private final OutputBuffer unsent = new OutputBuffer();
  private boolean flushScheduled;
  private boolean headerSeen;
  private boolean authenticated;
  private @Nullable RelayedConnection relayed;
  private boolean ended;
  private boolean held;
  private long timer = -1;

  /**
   * Who is at the other end.
   *
   * @param address IP address and port in text form
   * @param secure whether the connection came over TLS
   * @param full whether the door has as many connections as it may have
   * @param relayed whether another node took the connection, and SASL is done
   * @param certificate whose key the peer has proven to have, or null
   */
  record Peer(
      String address,
      boolean secure,
      boolean full,
      boolean relayed,
      @Nullable X509Certificate certificate) {}

  AmqpConnection(
      Vertx vertx,
      ReadStream<Buffer> input,
      WriteStream<Buffer> stream,
      Runnable closeStream,
      AmqpRelay relay,
      AmqpLimits limits,
      InstantSource clock,
      AmqpHandler handler,
      Peer peer) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.input = input;
    this.relay = relay;
    this.stream = stream;
    this.closeStream = closeStream;
    this.limits = limits;
    this.clock = clock;
    this.handler = handler;
    this.peer = peer;
    this.engine =
        peer.relayed()
            ? EngineFactory.PROTON.createNonSaslEngine()
            : EngineFactory.PROTON.createEngine();
    this.greeting =
        new Greeting(limits.maxFrameBytes(), this::ingest, () -> authenticated, this::route);
  }

  void start() {
    engine
        .pipeline()
        .remove(ProtonConstants.FRAME_ENCODING_HANDLER)
        .addLast(ProtonConstants.FRAME_ENCODING_HANDLER, frames)
        .addFirst("failure-conditions", new FailureConditions());
    if (!peer.relayed()) {
      engine.saslDriver().server().setListener(new SaslNegotiation(this, handler));
    }
    engine.outputHandler(this::output);
    engine.errorHandler(failed -> failed(failed.failureCause()));
    Connection connection = engine.start();
    connection.setMaxFrameSize(limits.maxFrameBytes());
    connection.setChannelMax(limits.channelMax());
    connection.setIdleTimeout(limits.idleTimeout().toMillis());
    connection.openHandler(opened -> remoteOpened());
    connection.closeHandler(
        closed -> {
          connection.close();
          end();
        });
    stream.drainHandler(drained -> List.copyOf(writableListeners).forEach(Runnable::run));
    timer = vertx.setTimer(limits.handshakeTimeout().toMillis(), expired -> end());
  }

  /**
   * Stops or goes on reading what the peer sends: the last means against one that sends faster than
   * its messages can be stored.
   */
  public void holdInput(boolean hold) {
    if (hold != held) {
      held = hold;
      if (hold) {
        input.pause();
      } else {
        input.resume();
      }
    }
  }

  /** Bytes of the peer. */
  void input(Buffer bytes) {
    if (peer.relayed() || greeting.over()) {
      ingest(bytes);
    } else if (!ended) {
      greeting.input(bytes);
    }
  }

  /** SASL has accepted the peer. */
  void authenticated() {
    authenticated = true;
    context.runOnContext(back -> greeting.advance());
  }

  /** The peer has said which host it means: that decides which node is to have the connection. */
  private void route(Greeting.Opening opening) {
    Optional<String> shard = handler.shard(opening.hostname());
    if (shard.isEmpty() || relay.leaders().leadsHere(shard.get()) || peer.full()) {
      ingest(opening.bytes());
      return;
    }
    input.pause();
    RelayedConnection elsewhere =
        new RelayedConnection(
            relay,
            new AmqpRelay.Preface(shard.get(), peer.address(), peer.secure(), handler.caller(this)),
            input,
            stream,
            closeStream,
            this::disconnected,
            limits.handshakeTimeout().toMillis() / 2);
    relayed = elsewhere;
    elsewhere.start(
        opening.bytes(),
        () -> {
          relayed = null;
          ingest(opening.bytes());
          input.resume();
        },
        this::handedOver);
  }

  /** Another node has the connection: its engine answers from now on. */
  private void handedOver() {
    flush();
    vertx.cancelTimer(timer);
    engine.shutdown();
  }

  private void ingest(Buffer bytes) {
    if (ended || !engine.isWritable()) {
      return;
    }
    headerSeen |= engine.connection().isRemotelyOpen() || startsWithHeader(bytes);
    try {
      engine.ingest(wrapped(((BufferInternal) bytes).getByteBuf()));
    } catch (EngineStateException e) {
      // The error handler has seen it already.
      LOG.debug("AMQP input of {} was not accepted: {}", peer.address(), e.getMessage());
    }
  }

  /** Returns the protonj2 connection; only for use on this connection's event loop. */
  public Connection proton() {
    return engine.connection();
  }

  /** Returns the peer's IP address and port in text form. */
  public String remoteAddress() {
    return peer.address();
  }

  /** Returns whether the connection came over TLS. */
  public boolean secure() {
    return peer.secure();
  }

  /** Returns the certificate whose key the peer has proven to have; it need not be trusted. */
  public Optional<X509Certificate> certificate() {
    return Optional.ofNullable(peer.certificate());
  }

  /** Returns the limits that the connection was opened with. */
  public AmqpLimits limits() {
    return limits;
  }

  /** Runs {@code task} on the connection's event loop; dropped once the connection is closed. */
  public void run(Runnable task) {
    tasks.add(task);
  }

  private void schedule(Runnable work) {
    context.runOnContext(ignored -> work.run());
  }

  /** Runs what other threads have handed over, in their order. */
  private void runTasks(List<Runnable> handedOver) {
    for (Runnable task : handedOver) {
      runNow(task);
    }
  }

  private void runNow(Runnable task) {
    if (!ended && engine.isRunning() && !engine.connection().isLocallyClosed()) {
      try {
        task.run();
      } catch (RuntimeException e) {
        engine.engineFailed(e);
      }
    }
  }

  /**
   * Runs {@code task} once, when all input that is at hand has been dealt with: for what is better
   * done with many frames at once. To be called on the event loop; dropped once the connection is
   * closed.
   */
  public void whenAtRest(Runnable task) {
    atRest.add(task);
    if (atRest.size() == 1) {
      context.runOnContext(
          ignored -> {
            List<Runnable> due = List.copyOf(atRest);
            atRest.clear();
            due.forEach(this::runNow);
          });
    }
  }

  /** Runs {@code task} on the event loop after {@code millis}; returns what cancels it. */
  public Runnable runAfter(long millis, Runnable task) {
    long id = vertx.setTimer(Math.max(1, millis), expired -> run(task));
    return () -> vertx.cancelTimer(id);
  }

  /** Returns whether more may be sent: false while the peer takes its input too slowly. */
  public boolean writable() {
    return unsent.length() < limits.maxUnsentBytes() && !stream.writeQueueFull();
  }

  /** Calls {@code listener} on the event loop whenever the connection turns writable again. */
  public void onWritable(Runnable listener) {
    writableListeners.add(listener);
  }

  /** Forgets a listener of {@link #onWritable}. */
  public void offWritable(Runnable listener) {
    writableListeners.remove(listener);
  }

  /** Calls {@code listener} on the event loop when the connection ends, however it ends. */
  public void onEnd(Runnable listener) {
    if (ended) {
      listener.run();
    } else {
      endListeners.add(listener);
    }
  }

  /**
   * Closes the connection with an error, opening it first where it was not open: that is how AMQP
   * refuses a connection.
   *
   * @param condition for example {@code amqp:connection:forced}
   */
  public void close(String condition, String description) {
    close(condition, description, Map.of());
  }

  /**
   * Closes the connection with an error that says more.
   *
   * @param info for programs, for example which field is wrong
   */
  public void close(String condition, String description, Map<Symbol, Object> info) {
    if (ended || !engine.isRunning()) {
      return;
    }
    Connection connection = engine.connection();
    connection.open();
    connection.setCondition(new ErrorCondition(Symbol.valueOf(condition), description, info));
    connection.close();
    vertx.setTimer(limits.closeTimeout().toMillis(), expired -> end());
  }

  /** Closes the connection because the node stops; the peer may connect again at once. */
  void shutDown() {
    context.runOnContext(
        back -> {
          if (relayed != null) {
            relayed.end();
          } else {
            close("amqp:connection:forced", "The server is shutting down.");
          }
        });
  }

  /** Ends the connection after what is still to be written. */
  void end() {
    if (ended) {
      return;
    }
    frames.flush();
    ended = true;
    vertx.cancelTimer(timer);
    if (unsent.length() > 0) {
      stream.write(unsent.take()).onComplete(written -> closeStream.run());
    } else {
      closeStream.run();
    }
    disconnected();
  }

  /** The stream is closed; nothing can be sent any more. */
  void disconnected() {
    ended = true;
    if (relayed != null) {
      relayed.abandon();
    }
    vertx.cancelTimer(timer);
    List<Runnable> listeners = List.copyOf(endListeners);
    endListeners.clear();
    listeners.forEach(Runnable::run);
    engine.shutdown();
  }

  private void remoteOpened() {
    vertx.cancelTimer(timer);
    if (peer.full()) {
      engine.connection().setContainerId("trunkline");
      close("amqp:resource-limit-exceeded", "The limit of connections is reached.");
      return;
    }
    handler.opened(this);
    if (engine.connection().isLocallyOpen()) {
      tick();
    }
  }

  private void tick() {
    if (ended || !engine.isRunning() || !engine.connection().isLocallyOpen()) {
      return;
    }
    long now = clock.millis();
    long deadline = engine.tick(now);
    if (deadline != 0) {
      timer = vertx.setTimer(Math.max(1, deadline - now), expired -> tick());
    }
  }

  private void failed(Throwable cause) {
    if (cause instanceof ProtonException) {
      LOG.debug("The AMQP peer {} broke the protocol: {}", peer.address(), cause.getMessage());
    } else {
      LOG.error("Serving the AMQP peer {} failed; please report this", peer.address(), cause);
    }
    if (!headerSeen) {
      // What AMQP asks for when the other side speaks something else: say what is spoken here.
      unsent.append(AMQPHeader.getSASLHeader().toArray());
    }
    end();
  }

  /** Input is mostly on the heap, and nobody else's: then its bytes need not be copied. */
  private static ProtonBuffer wrapped(ByteBuf bytes) {
    return bytes.hasArray()
        ? ProtonByteArrayBufferAllocator.wrapped(
            bytes.array(), bytes.arrayOffset() + bytes.readerIndex(), bytes.readableBytes())
        : ProtonByteArrayBufferAllocator.wrapped(ByteBufUtil.getBytes(bytes));
  }

  private void output(ProtonBuffer frame, Runnable written) {
    unsent.append(frame);
    if (written != null) {
      written.run();
    }
    scheduleFlush();
  }

  private void scheduleFlush() {
    if (!flushScheduled) {
      flushScheduled = true;
      context.runOnContext(ignored -> flush());
    }
  }

  private void flush() {
    frames.flush();
    flushScheduled = false;
    if (!ended && unsent.length() > 0) {
      boolean wasFull = unsent.length() >= limits.maxUnsentBytes();
      stream.write(unsent.take());
      if (wasFull && writable()) {
        List.copyOf(writableListeners).forEach(Runnable::run);
      }
    }
  }

  private static boolean startsWithHeader(Buffer bytes) {
    return bytes.length() >= 4
        && bytes.getByte(0) == 'A'
        && bytes.getByte(1) == 'M'
        && bytes.getByte(2) == 'Q'
        && bytes.getByte(3) == 'P';
  }
}
