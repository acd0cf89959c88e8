package io.trunkline.workflows.state;

/**
 * The messages that wait in one partition of a batch.
 *
 * @param next number that the next message gets
 * @param count how many wait
 * @param bytes how large they are together
 * @param releasing whether they are being handed to a run
 */
record BatchPartition(long next, int count, long bytes, boolean releasing) {
  static final BatchPartition EMPTY = new BatchPartition(1, 0, 0, false);

  BatchPartition added(long size) {
    return new BatchPartition(next + 1, count + 1, bytes + size, releasing);
  }

  BatchPartition without(int messages, long size, boolean stillReleasing) {
    return new BatchPartition(next, count - messages, bytes - size, stillReleasing);
  }

  BatchPartition released() {
    return new BatchPartition(next, count, bytes, true);
  }
}
