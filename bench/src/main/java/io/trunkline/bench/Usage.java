package io.trunkline.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What this process has used so far.
 *
 * @param cpuNanos processor time, in nanoseconds
 * @param allocatedBytes memory allocated on the heap
 */
public record Usage(long cpuNanos, long allocatedBytes) {
  /** Returns what has been used until now. */
  public static Usage now() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    return new Usage(system.getProcessCpuTime(), threads.getTotalThreadAllocatedBytes());
  }

  /** Returns what has been used since another moment. */
  public Usage since(Usage before) {
    return new Usage(cpuNanos - before.cpuNanos, allocatedBytes - before.allocatedBytes);
  }
}
