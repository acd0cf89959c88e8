package io.trunkline.workflows.state;

import io.trunkline.kernel.ApplyContext;
import io.trunkline.kernel.OutboxEntry;
import io.trunkline.kernel.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Collects messages until a batch is released (reference/workflows.md §3.10). A release is an
 * outbox entry: the leader makes a firing of the messages, and they go in the command that creates
 * its runs.
 */
public final class BatchCommands {
  /** A partition with more is released whatever the criteria say. */
  static final int MAX_MESSAGES = 5_000;

  static final long MAX_BYTES = 80L << 20;

  static final JsonCodec<BatchPartition> PARTITIONS = JsonCodec.of(BatchPartition.class);
  static final JsonCodec<BatchMessage> MESSAGES = JsonCodec.of(BatchMessage.class);
  static final JsonCodec<BatchKey> KEYS = JsonCodec.of(BatchKey.class);

  /** Adds a message; one that was added before changes nothing. */
  void add(
      WorkflowCommand.AddToBatch command, WorkflowRecord.BatchSpec criteria, ApplyContext context) {
    Store store = context.store();
    BatchKey key = command.key();
    byte[] seen = StoreKeys.batchSender(key, command.sender());
    if (store.get(seen) != null) {
      return;
    }
    BatchPartition partition = partition(store, key);
    long size = ValueLimits.size(command.content());
    BatchMessage message =
        new BatchMessage(
            partition.next(), command.messageId(), command.sender(), command.content(), size);
    store.put(StoreKeys.batchMessage(key, message.number()), MESSAGES.encode(message));
    store.put(seen, new byte[0]);
    store.put(StoreKeys.batchKey(key), KEYS.encode(key));
    put(key, partition.added(size), context);
    releaseWhenDue(key, criteria, context);
  }

  /** Releases what waits in every partition of a batch. */
  void releaseAll(String workflow, String trigger, String batch, ApplyContext context) {
    List<BatchKey> keys = new ArrayList<>();
    context
        .store()
        .scanPrefix(
            StoreKeys.batchKeys(workflow, trigger),
            (bytes, value) -> {
              BatchKey key = KEYS.decode(value);
              return !key.batch().equals(batch) || keys.add(key);
            });
    keys.forEach(key -> release(key, context));
  }

  /**
   * Takes out the messages that a firing holds.
   *
   * @return whether they were still there; otherwise the firing is void
   */
  boolean released(
      WorkflowCommand.BatchReleased command,
      Optional<WorkflowRecord.BatchSpec> criteria,
      ApplyContext context) {
    context.finish(command.outboxId());
    Store store = context.store();
    BatchKey key = command.key();
    List<BatchMessage> gone = messages(store, key, command.upTo());
    BatchPartition partition = partition(store, key);
    if (gone.isEmpty() || !partition.releasing()) {
      return false;
    }
    for (BatchMessage message : gone) {
      store.delete(StoreKeys.batchMessage(key, message.number()));
      store.delete(StoreKeys.batchSender(key, message.sender()));
    }
    long size = gone.stream().mapToLong(BatchMessage::size).sum();
    boolean more = command.upTo() < command.until() && gone.size() < partition.count();
    put(key, partition.without(gone.size(), size, false), context);
    if (more) {
      release(key, context);
    } else {
      criteria.ifPresent(one -> releaseWhenDue(key, one, context));
    }
    return true;
  }

  /** Returns the messages up to a number, the oldest first. */
  public List<BatchMessage> messages(Store store, BatchKey key, long upTo) {
    List<BatchMessage> messages = new ArrayList<>();
    store.scanPrefix(
        StoreKeys.batchMessages(key),
        (bytes, value) -> {
          BatchMessage message = MESSAGES.decode(value);
          return message.number() <= upTo && messages.add(message);
        });
    return messages;
  }

  void remove(String workflow, Store store) {
    store.deletePrefix(StoreKeys.batches(workflow));
  }

  private void releaseWhenDue(
      BatchKey key, WorkflowRecord.BatchSpec criteria, ApplyContext context) {
    BatchPartition partition = partition(context.store(), key);
    boolean enough =
        (criteria.messages() > 0 && partition.count() >= criteria.messages())
            || (criteria.bytes() > 0 && partition.bytes() >= criteria.bytes())
            || partition.count() >= MAX_MESSAGES
            || partition.bytes() >= MAX_BYTES;
    if (enough) {
      release(key, context);
    }
  }

  private void release(BatchKey key, ApplyContext context) {
    BatchPartition partition = partition(context.store(), key);
    if (partition.releasing() || partition.count() == 0) {
      return;
    }
    put(key, partition.released(), context);
    WorkKeys.Release work = new WorkKeys.Release(key, partition.next() - 1, context.sequence());
    context.enqueue(new OutboxEntry(work.id(), WorkKeys.RELEASE, WorkKeys.encode(work)));
  }

  private static BatchPartition partition(Store store, BatchKey key) {
    byte[] bytes = store.get(StoreKeys.batchPartition(key));
    return bytes == null ? BatchPartition.EMPTY : PARTITIONS.decode(bytes);
  }

  private static void put(BatchKey key, BatchPartition partition, ApplyContext context) {
    if (partition.count() == 0) {
      context.store().delete(StoreKeys.batchKey(key));
    }
    context.store().put(StoreKeys.batchPartition(key), PARTITIONS.encode(partition));
  }
}
