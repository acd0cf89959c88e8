package io.trunkline.kernel.ratis;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.apache.ratis.metrics.LongCounter;
import org.apache.ratis.metrics.MetricRegistries;
import org.apache.ratis.metrics.MetricRegistryInfo;
import org.apache.ratis.metrics.RatisMetricRegistry;
import org.apache.ratis.metrics.Timekeeper;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.util.TimeDuration;

/**
 * What is measured of Ratis: how long entries wait for the log's thread, and how long it takes to
 * write and force them. The rest of what Ratis would measure is measured by nobody, since the
 * kernel does so where it matters, at the shard. Ratis finds this as a service, one for the whole
 * process.
 */
public final class RatisMeters extends MetricRegistries {
  private static final Map<String, LogTimes> GROUPS = new ConcurrentHashMap<>();

  /** Has the times of a group's log told to {@code times}, until {@link #forget}. */
  static void tell(RaftGroupMemberId group, LogTimes times) {
    GROUPS.put(group.toString(), times);
  }

  static void forget(RaftGroupMemberId group, LogTimes times) {
    GROUPS.remove(group.toString(), times);
  }

  @Override
  public void clear() {}

  @Override
  public RatisMetricRegistry create(MetricRegistryInfo info) {
    return new Registry(info);
  }

  @Override
  public boolean remove(MetricRegistryInfo key) {
    return true;
  }

  @Override
  public Optional<RatisMetricRegistry> get(MetricRegistryInfo info) {
    return Optional.empty();
  }

  @Override
  public Set<MetricRegistryInfo> getMetricRegistryInfos() {
    return Set.of();
  }

  @Override
  public Collection<RatisMetricRegistry> getMetricRegistries() {
    return List.of();
  }

  @Override
  public void addReporterRegistration(
      Consumer<RatisMetricRegistry> start, Consumer<RatisMetricRegistry> stop) {}

  @Override
  public void enableJmxReporter() {}

  @Override
  public void enableConsoleReporter(TimeDuration rate) {}

  private record Registry(MetricRegistryInfo info) implements RatisMetricRegistry {
    private static final Timekeeper NO_TIMER = () -> () -> 0;

    @Override
    public Timekeeper timer(String name) {
      LogTimes times = GROUPS.get(info.getPrefix());
      if (times == null) {
        return NO_TIMER;
      }
      return switch (name) {
        case "enqueuedTime" -> timer(times::waited);
        case "syncTime" -> timer(times::forced);
        default -> NO_TIMER;
      };
    }

    private static Timekeeper timer(LongConsumer nanos) {
      return () -> {
        long start = System.nanoTime();
        return () -> {
          long took = System.nanoTime() - start;
          nanos.accept(took);
          return took;
        };
      };
    }

    @Override
    public LongCounter counter(String name) {
      return new Counter(new AtomicLong());
    }

    @Override
    public boolean remove(String name) {
      return true;
    }

    @Override
    public <T> void gauge(String name, Supplier<Supplier<T>> gauge) {}

    @Override
    public MetricRegistryInfo getMetricRegistryInfo() {
      return info;
    }
  }

  /** Ratis reads some of its counters itself. */
  private record Counter(AtomicLong value) implements LongCounter {
    @Override
    public void inc(long n) {
      value.addAndGet(n);
    }

    @Override
    public void dec(long n) {
      value.addAndGet(-n);
    }

    @Override
    public long getCount() {
      return value.get();
    }
  }
}
