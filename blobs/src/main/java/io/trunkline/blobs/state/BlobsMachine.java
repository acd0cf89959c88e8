package io.trunkline.blobs.state;

import io.trunkline.blobs.state.BlobRefusedException.Reason;
import io.trunkline.blobs.state.BlobsCommand.Cause;
import io.trunkline.blobs.state.BlobsCommand.Content;
import io.trunkline.blobs.state.BlobsCommand.ListedBlock;
import io.trunkline.kernel.ApplyContext;
import io.trunkline.kernel.CborCodec;
import io.trunkline.kernel.Codec;
import io.trunkline.kernel.OutboxEntry;
import io.trunkline.kernel.StateMachine;
import io.trunkline.kernel.Store;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The state machine of shard {@code blobs}. */
public final class BlobsMachine implements StateMachine<BlobsCommand> {
  /** The type of the event of a blob that was made or replaced. */
  public static final String CREATED = "Microsoft.Storage.BlobCreated";

  /** The type of the event of a blob that was removed. */
  public static final String DELETED = "Microsoft.Storage.BlobDeleted";

  private static final CborCodec<BlobsCommand> COMMANDS = CborCodec.of(BlobsCommand.class);
  private static final CborCodec<BlobEvent> EVENTS = CborCodec.of(BlobEvent.class);
  private static final String SWEEP = "sweep/";

  private final BlobTables tables = new BlobTables();

  /** Returns the tables for reading. Only on the shard's thread. */
  public BlobTables tables() {
    return tables;
  }

  /** Reads the payload of an outbox entry. */
  public static BlobEvent event(OutboxEntry entry) {
    return EVENTS.decode(entry.payload());
  }

  @Override
  public Codec<BlobsCommand> codec() {
    return COMMANDS;
  }

  @Override
  public void restore(Store store) {} // nothing is kept in memory

  @Override
  public Object apply(BlobsCommand command, ApplyContext context) {
    Store store = context.store();
    return switch (command) {
      case BlobsCommand.PutContainer put -> {
        tables.putContainer(store, put.container(), put.id());
        yield null;
      }
      case BlobsCommand.RemoveContainer remove -> {
        tables.removeContainer(store, remove.container());
        yield null;
      }
      case BlobsCommand.PutPiece put -> {
        tables.putPiece(store, put.upload(), put.index(), put.content());
        context.setTimer(SWEEP + put.upload(), put.sweepAt());
        yield null;
      }
      case BlobsCommand.PutBlock put -> {
        putBlock(put, context);
        yield null;
      }
      case BlobsCommand.PutBlob put ->
          commit(put.content(), List.of(), List.of(put.part()), put.cause(), context);
      case BlobsCommand.PutBlockList put -> putBlockList(put, context);
      case BlobsCommand.SetProperties set -> setProperties(set, context);
      case BlobsCommand.RemoveBlob remove -> {
        Blob blob = require(store, remove.container(), remove.name());
        check(remove.conditions(), blob);
        release(blob.parts(), Set.of(), context);
        tables.removeBlob(store, blob);
        raise(DELETED, blob, remove.cause(), context);
        yield blob;
      }
      case BlobsCommand.EventPublished published -> {
        context.finish(published.outboxId());
        yield null;
      }
      case BlobsCommand.Sweep sweep -> {
        context.cancelTimer(sweep.timer());
        tables.sweep(store, sweep.timer().substring(SWEEP.length()));
        yield null;
      }
    };
  }

  private void putBlock(BlobsCommand.PutBlock put, ApplyContext context) {
    Store store = context.store();
    requireContainer(store, put.container());
    BlobTables.Waiting waiting = tables.waiting(store, put.container(), put.name());
    if (waiting.count() > 0 && waiting.idLength() != put.block().length()) {
      throw new BlobRefusedException(Reason.INVALID_BLOCK_ID);
    }
    Optional<Part> before = tables.block(store, put.container(), put.name(), put.block());
    if (before.isEmpty() && waiting.count() >= put.maxUncommitted()) {
      throw new BlobRefusedException(Reason.TOO_MANY_BLOCKS);
    }
    before.ifPresent(part -> release(List.of(part), Set.of(), context));
    tables.putBlock(
        store, new BlobTables.BlockKey(put.container(), put.name(), put.block()), put.part());
  }

  private Blob putBlockList(BlobsCommand.PutBlockList put, ApplyContext context) {
    Content content = put.content();
    requireContainer(context.store(), content.container());
    Optional<Blob> before = tables.blob(context.store(), content.container(), content.name());
    List<String> ids = new ArrayList<>();
    List<Part> parts = new ArrayList<>();
    for (ListedBlock block : put.blocks()) {
      ids.add(block.id());
      parts.add(
          find(block, before, content, context.store())
              .orElseThrow(() -> new BlobRefusedException(Reason.INVALID_BLOCK_LIST)));
    }
    return commit(content, ids, parts, put.cause(), context);
  }

  private Optional<Part> find(
      ListedBlock block, Optional<Blob> before, Content content, Store store) {
    Optional<Part> uncommitted =
        tables.block(store, content.container(), content.name(), block.id());
    Optional<Part> committed =
        before
            .filter(blob -> blob.blocks().contains(block.id()))
            .map(blob -> blob.parts().get(blob.blocks().indexOf(block.id())));
    return switch (block.from()) {
      case COMMITTED -> committed;
      case UNCOMMITTED -> uncommitted;
      case LATEST -> uncommitted.or(() -> committed);
    };
  }

  /** Makes the blob, drops uncommitted blocks and content that nothing refers to any more. */
  private Blob commit(
      Content content, List<String> ids, List<Part> parts, Cause cause, ApplyContext context) {
    Store store = context.store();
    requireContainer(store, content.container());
    Optional<Blob> before = tables.blob(store, content.container(), content.name());
    check(content.conditions(), before.orElse(null));
    Set<String> used = new HashSet<>();
    for (Part part : parts) {
      used.add(part.upload());
      context.cancelTimer(SWEEP + part.upload());
    }
    before.ifPresent(blob -> release(blob.parts(), used, context));
    release(tables.removeBlocks(store, content.container(), content.name()), used, context);
    Blob blob =
        new Blob(
            content.container(),
            content.name(),
            etag(context),
            before.map(Blob::createdAt).orElse(context.now()),
            context.now(),
            content.headers(),
            content.metadata(),
            ids,
            parts);
    tables.putBlob(store, blob);
    raise(CREATED, blob, cause, context);
    return blob;
  }

  private Blob setProperties(BlobsCommand.SetProperties set, ApplyContext context) {
    Blob before = require(context.store(), set.container(), set.name());
    check(set.conditions(), before);
    Blob blob =
        new Blob(
            before.container(),
            before.name(),
            etag(context),
            before.createdAt(),
            context.now(),
            set.headers() == null ? before.headers() : set.headers(),
            set.metadata() == null ? before.metadata() : set.metadata(),
            before.blocks(),
            before.parts());
    tables.putBlob(context.store(), blob);
    return blob;
  }

  private void release(List<Part> parts, Set<String> used, ApplyContext context) {
    for (Part part : parts) {
      if (!used.contains(part.upload())) {
        context.cancelTimer(SWEEP + part.upload());
        tables.removeUpload(context.store(), part.upload());
      }
    }
  }

  private void raise(String type, Blob blob, Cause cause, ApplyContext context) {
    String id = Long.toHexString(context.sequence());
    String container = tables.containerId(context.store(), blob.container());
    BlobEvent event =
        new BlobEvent(type, container, blob.summary(), cause, context.now(), context.sequence());
    context.enqueue(new OutboxEntry("event/" + id, "event", EVENTS.encode(event)));
  }

  private static String etag(ApplyContext context) {
    return "\"0x%016X\"".formatted(context.sequence());
  }

  private static void check(Conditions conditions, Blob blob) {
    switch (conditions.check(blob)) {
      case HOLDS -> {}
      case FAILED -> throw new BlobRefusedException(Reason.CONDITION_NOT_MET);
      case EXISTS -> throw new BlobRefusedException(Reason.BLOB_ALREADY_EXISTS);
    }
  }

  private void requireContainer(Store store, String container) {
    if (!tables.hasContainer(store, container)) {
      throw new BlobRefusedException(Reason.CONTAINER_NOT_FOUND);
    }
  }

  private Blob require(Store store, String container, String name) {
    requireContainer(store, container);
    return tables
        .blob(store, container, name)
        .orElseThrow(() -> new BlobRefusedException(Reason.BLOB_NOT_FOUND));
  }
}
