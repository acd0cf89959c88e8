package io.trunkline.kernel.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** Runs seeds. The shards' warnings about what is done to them are not printed meanwhile. */
final class Seeds {
  private static final long ODD = 0x9E37_79B9_7F4A_7C15L;

  private Seeds() {}

  /** Returns one of a row of seeds that have nothing in common. */
  static long nth(long first, long n) {
    return first + n * ODD;
  }

  /**
   * Runs seeds until one fails with a certain complaint.
   *
   * @return how many had run before, or empty where none failed so
   */
  static OptionalLong firstFailure(int count, String complaint, LongConsumer run) {
    return quietly(
        () -> {
          for (int n = 0; n < count; n++) {
            try {
              run.accept(nth(1, n));
            } catch (AssertionError | RuntimeException found) {
              // the fault may show in other ways, too, before it shows as what it is
              if (String.valueOf(found.getMessage()).contains(complaint)) {
                return OptionalLong.of(n);
              }
            }
          }
          return OptionalLong.empty();
        });
  }

  static <T> T quietly(Supplier<T> action) {
    Logger logger = (Logger) LoggerFactory.getLogger("io.trunkline.kernel.runtime");
    Level level = logger.getLevel();
    logger.setLevel(Level.OFF);
    try {
      return action.get();
    } finally {
      logger.setLevel(level);
    }
  }
}
