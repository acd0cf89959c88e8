package io.trunkline.broker.state;

import io.trunkline.broker.StoredMessage;
import java.util.ArrayDeque;

/**
 * Keeps messages in memory that are likely to be given out soon: the newest, and those that were
 * {@linkplain ReadAhead read ahead}. Whichever it was told of last stay.
 */
final class HotMessages {
  private static final int MAX_MESSAGES = 1 << 16;

  private final ArrayDeque<MessageEntry> entries = new ArrayDeque<>();
  private final long maxBytes;
  private long bytes;

  /**
   * @param maxBytes sizes of the messages together
   */
  HotMessages(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  long maxBytes() {
    return maxBytes;
  }

  void add(MessageEntry entry, StoredMessage message) {
    entry.content(message);
    entries.add(entry);
    bytes += entry.size();
    while (bytes > maxBytes || entries.size() > MAX_MESSAGES) {
      MessageEntry oldest = entries.remove();
      bytes -= oldest.size();
      oldest.content(null);
    }
  }

  void clear() {
    entries.clear();
    bytes = 0;
  }
}
