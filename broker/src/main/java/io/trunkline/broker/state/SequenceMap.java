package io.trunkline.broker.state;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Messages by sequence number, in its order. Numbers of a queue lie close together, so they stand
 * in blocks of {@value #BLOCK} places: a waiting message takes the four bytes of a reference, where
 * a tree would take ten times as much, and millions of them cost no more steps than a few.
 */
public final class SequenceMap implements Iterable<MessageEntry> {
  private static final int BITS = 8;
  private static final int BLOCK = 1 << BITS;

  /** The places of numbers that differ in their last eight bits. */
  private static final class Block {
    final MessageEntry[] places = new MessageEntry[BLOCK];
    final long[] taken = new long[BLOCK / Long.SIZE];
    int count;

    /** Returns the first place from {@code from} on that is taken, or -1. */
    int next(int from) {
      int word = from / Long.SIZE;
      long bits = word < taken.length ? taken[word] & (-1L << from) : 0;
      while (bits == 0) {
        if (++word >= taken.length) {
          return -1;
        }
        bits = taken[word];
      }
      return word * Long.SIZE + Long.numberOfTrailingZeros(bits);
    }
  }

  private final TreeMap<Long, Block> blocks = new TreeMap<>();
  private long lastKey = Long.MIN_VALUE;
  private @Nullable Block lastBlock;
  private int size;

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  private @Nullable Block block(long number) {
    long key = number >> BITS;
    if (key != lastKey || lastBlock == null) {
      Block found = blocks.get(key);
      if (found == null) {
        return null;
      }
      lastKey = key;
      lastBlock = found;
    }
    return lastBlock;
  }

  public @Nullable MessageEntry get(long number) {
    Block block = block(number);
    return block == null ? null : block.places[place(number)];
  }

  private static int place(long number) {
    return (int) (number & (BLOCK - 1));
  }

  void put(MessageEntry entry) {
    long number = entry.sequenceNumber();
    Block block = block(number);
    if (block == null) {
      block = new Block();
      blocks.put(number >> BITS, block);
    }
    int place = place(number);
    if (block.places[place] == null) {
      size++;
      block.count++;
      block.taken[place / Long.SIZE] |= 1L << place;
    }
    block.places[place] = entry;
  }

  void remove(long number) {
    Block block = block(number);
    int place = place(number);
    if (block == null || block.places[place] == null) {
      return;
    }
    block.places[place] = null;
    block.taken[place / Long.SIZE] &= ~(1L << place);
    size--;
    if (--block.count == 0) {
      blocks.remove(number >> BITS);
      lastBlock = null;
    }
  }

  /** Returns the message with the smallest number, or null. */
  public @Nullable MessageEntry first() {
    return from(Long.MIN_VALUE);
  }

  /** Returns the message with the smallest number from {@code number} on, or null. */
  public @Nullable MessageEntry from(long number) {
    long key = number >> BITS;
    Map.Entry<Long, Block> found = blocks.ceilingEntry(key);
    if (found == null) {
      return null;
    }
    int place = found.getValue().next(found.getKey() == key ? place(number) : 0);
    if (place < 0) {
      found = blocks.higherEntry(key);
      if (found == null) {
        return null;
      }
      place = found.getValue().next(0);
    }
    return found.getValue().places[place];
  }

  /** Returns the messages in order; they must not change meanwhile. */
  @Override
  public Iterator<MessageEntry> iterator() {
    return new Iterator<>() {
      private @Nullable MessageEntry next = first();

      @Override
      public boolean hasNext() {
        return next != null;
      }

      @Override
      public MessageEntry next() {
        MessageEntry current = next;
        if (current == null) {
          throw new NoSuchElementException();
        }
        next = from(current.sequenceNumber() + 1);
        return current;
      }
    };
  }

  List<MessageEntry> copy() {
    List<MessageEntry> copy = new ArrayList<>(size);
    forEach(copy::add);
    return copy;
  }
}
