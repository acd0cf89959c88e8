package io.trunkline.net.tracing;

import io.trunkline.net.tracing.SpanSink.FinishedSpan;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Hands every span that ends to a sink. A parent's sampled flag is passed on and not obeyed: it is
 * a wish to the client's own trace store, and a node shows all of its orders.
 */
public final class SpanRecorder implements Tracing {
  /** How many attributes a span keeps; more are dropped. */
  public static final int MAX_ATTRIBUTES = 64;

  /** How long the text of an attribute or of a failure may be, in characters; the rest is cut. */
  public static final int MAX_TEXT = 1_024;

  private final SpanSink sink;
  private final InstantSource clock;
  private final Supplier<RandomGenerator> random;

  /**
   * @param random asked anew for every span, on the thread that starts it, for example {@code
   *     ThreadLocalRandom::current}: ids need to be different, not secret
   */
  public SpanRecorder(SpanSink sink, InstantSource clock, Supplier<RandomGenerator> random) {
    this.sink = sink;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public Trace start(String room, String name, @Nullable TraceContext parent) {
    RandomGenerator ids = random.get();
    TraceContext context =
        new TraceContext(
            parent == null ? hex(ids) + hex(ids) : parent.traceId(),
            hex(ids),
            parent == null || parent.sampled());
    return new Span(context, parent == null ? null : parent.spanId(), room, name, now());
  }

  private static String hex(RandomGenerator ids) {
    long value;
    do {
      value = ids.nextLong();
    } while (value == 0);
    return HexFormat.of().toHexDigits(value);
  }

  private long now() {
    Instant now = clock.instant();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  private static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }

  private final class Span implements Trace {
    private final TraceContext context;
    private final @Nullable String parentSpanId;
    private final String room;
    private final String name;
    private final long startedAt;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private @Nullable String failure;
    private boolean closed;

    Span(
        TraceContext context,
        @Nullable String parentSpanId,
        String room,
        String name,
        long startedAt) {
      this.context = context;
      this.parentSpanId = parentSpanId;
      this.room = room;
      this.name = name;
      this.startedAt = startedAt;
    }

    @Override
    public TraceContext context() {
      return context;
    }

    @Override
    public synchronized Trace attribute(String key, String value) {
      if (!closed && (attributes.size() < MAX_ATTRIBUTES || attributes.containsKey(key))) {
        attributes.put(key, cut(value));
      }
      return this;
    }

    @Override
    public synchronized Trace failed(String reason) {
      failure = cut(reason);
      return this;
    }

    @Override
    public void close() {
      FinishedSpan finished;
      synchronized (this) {
        if (closed) {
          return;
        }
        closed = true;
        finished =
            new FinishedSpan(
                context,
                parentSpanId,
                room,
                name,
                startedAt,
                Math.max(startedAt, now()),
                Map.copyOf(attributes),
                failure);
      }
      sink.finished(finished);
    }
  }
}
