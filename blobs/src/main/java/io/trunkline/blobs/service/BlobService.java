package io.trunkline.blobs.service;

import io.trunkline.blobs.BlobsConfig;
import io.trunkline.blobs.state.Blob;
import io.trunkline.blobs.state.BlobRefusedException;
import io.trunkline.blobs.state.BlobsCommand;
import io.trunkline.blobs.state.BlobsCommand.Cause;
import io.trunkline.blobs.state.BlobsCommand.Content;
import io.trunkline.blobs.state.BlobsCommand.ListedBlock;
import io.trunkline.blobs.state.BlobsMachine;
import io.trunkline.blobs.state.Conditions;
import io.trunkline.blobs.state.Part;
import io.trunkline.kernel.Command;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.Shard;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * The operations on containers and blobs. Containers are named by their resource ids. Methods block
 * until the change is committed and throw {@link BlobRefusedException} where the state does not
 * allow it; rights are the caller's business.
 */
public final class BlobService {
  private final Shard<BlobsCommand> shard;
  private final BlobsMachine machine;
  private final BlobsConfig config;
  private final IdSource ids;
  private final InstantSource clock;

  public BlobService(
      Shard<BlobsCommand> shard,
      BlobsMachine machine,
      BlobsConfig config,
      IdSource ids,
      InstantSource clock) {
    this.shard = shard;
    this.machine = machine;
    this.config = config;
    this.ids = ids;
    this.clock = clock;
  }

  /** Makes a container known; once is as good as twice. */
  public void putContainer(String container) {
    submit(new BlobsCommand.PutContainer(fold(container), container));
  }

  /** Removes a container with its blobs, which raise no events. */
  public void removeContainer(String container) {
    submit(new BlobsCommand.RemoveContainer(fold(container)));
  }

  /** Writes a whole blob and returns it. */
  public Blob put(Content content, byte[] bytes, Cause cause) {
    // A refusal is known before the content is written, and checked again when it is committed.
    check(content);
    return submit(new BlobsCommand.PutBlob(folded(content), upload(bytes), cause));
  }

  /** Keeps a block until a block list names it. */
  public void putBlock(String container, String name, String block, byte[] bytes) {
    submit(
        new BlobsCommand.PutBlock(
            fold(container), name, block, upload(bytes), config.maxUncommittedBlocks()));
  }

  /** Makes a blob of blocks and returns it. */
  public Blob putBlockList(Content content, List<ListedBlock> blocks, Cause cause) {
    return submit(new BlobsCommand.PutBlockList(folded(content), blocks, cause));
  }

  /** Replaces headers or metadata (null leaves them) and returns the blob. */
  public Blob setProperties(
      String container,
      String name,
      Map<String, String> headers,
      Map<String, String> metadata,
      Conditions conditions) {
    return submit(
        new BlobsCommand.SetProperties(fold(container), name, headers, metadata, conditions));
  }

  /** Removes a blob and returns what it was. */
  public Blob remove(String container, String name, Conditions conditions, Cause cause) {
    return submit(new BlobsCommand.RemoveBlob(fold(container), name, conditions, cause));
  }

  /** Returns a blob without its content. */
  public Blob get(String container, String name) {
    return find(container, name)
        .orElseThrow(() -> new BlobRefusedException(BlobRefusedException.Reason.BLOB_NOT_FOUND));
  }

  /** Returns a blob without its content, if the container has it. */
  public Optional<Blob> find(String container, String name) {
    return query(
        () -> {
          requireContainer(container);
          return machine.tables().blob(shard.store(), fold(container), name);
        });
  }

  /**
   * Returns {@code length} bytes of a blob's content from {@code offset} on; empty where the blob
   * was replaced or removed meanwhile.
   */
  public Optional<byte[]> read(Blob blob, long offset, int length) {
    byte[] content = new byte[length];
    long partStart = 0;
    for (Part part : blob.parts()) {
      if (!copy(part, partStart, offset, content)) {
        return Optional.empty();
      }
      partStart += part.length();
    }
    return Optional.of(content);
  }

  /** Returns the ids of a blob's uncommitted blocks with their sizes. */
  public Map<String, Long> uncommittedBlocks(String container, String name) {
    return query(
        () -> {
          requireContainer(container);
          Map<String, Long> blocks = new LinkedHashMap<>();
          for (String id : machine.tables().blockIds(shard.store(), fold(container), name)) {
            machine
                .tables()
                .block(shard.store(), fold(container), name, id)
                .ifPresent(part -> blocks.put(id, part.length()));
          }
          return blocks;
        });
  }

  /**
   * A page of a container's blobs.
   *
   * @param prefixes the groups of names up to the delimiter, in order
   * @param next where the next page starts, if there is one
   */
  public record Page(List<Blob> blobs, List<String> prefixes, Optional<String> next) {}

  /**
   * Lists blobs in the order of their names.
   *
   * @param delimiter groups names that have it after the prefix; empty for none
   * @param from the {@code next} of the page before, or empty
   */
  public Page list(String container, String prefix, String delimiter, String from, int most) {
    return query(
        () -> {
          requireContainer(container);
          Listing listing = new Listing(prefix, delimiter, Math.min(most, config.maxListResults()));
          String start = from.compareTo(prefix) > 0 ? from : prefix;
          while (start != null) {
            String begin = start;
            listing.restart();
            machine.tables().blobs(shard.store(), fold(container), begin, listing::take);
            start = listing.skipTo();
          }
          return listing.page();
        });
  }

  private void check(Content content) {
    Optional<Blob> there = find(content.container(), content.name());
    Conditions.Result result = content.conditions().check(there.orElse(null));
    if (result == Conditions.Result.EXISTS) {
      throw new BlobRefusedException(BlobRefusedException.Reason.BLOB_ALREADY_EXISTS);
    }
    if (result == Conditions.Result.FAILED) {
      throw new BlobRefusedException(BlobRefusedException.Reason.CONDITION_NOT_MET);
    }
  }

  private void requireContainer(String container) {
    if (!machine.tables().hasContainer(shard.store(), fold(container))) {
      throw new BlobRefusedException(BlobRefusedException.Reason.CONTAINER_NOT_FOUND);
    }
  }

  /** Writes content in pieces, all in flight at once, and waits for them. */
  private Part upload(byte[] bytes) {
    String upload = ids.uuid().toString();
    long sweepAt = clock.millis() + config.uploadLifetime().toMillis();
    List<CompletableFuture<Blob>> pieces = new ArrayList<>();
    for (int start = 0; start < bytes.length; start += config.pieceBytes()) {
      byte[] piece =
          Arrays.copyOfRange(bytes, start, Math.min(bytes.length, start + config.pieceBytes()));
      pieces.add(shard.submit(new BlobsCommand.PutPiece(upload, pieces.size(), piece, sweepAt)));
    }
    pieces.forEach(BlobService::join);
    return new Part(upload, pieces.size(), config.pieceBytes(), bytes.length);
  }

  /** Copies what {@code content} needs of a part; returns whether the part is still there. */
  private boolean copy(Part part, long partStart, long offset, byte[] content) {
    long end = offset + content.length;
    for (int i = 0; i < part.pieces(); i++) {
      long pieceStart = partStart + (long) i * part.pieceBytes();
      if (pieceStart >= end || pieceStart + part.pieceBytes() <= offset) {
        continue;
      }
      int index = i;
      Optional<byte[]> piece =
          query(() -> machine.tables().piece(shard.store(), part.upload(), index));
      if (piece.isEmpty()) {
        return false;
      }
      int from = (int) Math.max(0, offset - pieceStart);
      int to = (int) Math.min(piece.get().length, end - pieceStart);
      if (from < to) {
        int at = (int) (pieceStart + from - offset);
        System.arraycopy(piece.get(), from, content, at, to - from);
      }
    }
    return true;
  }

  private Blob submit(Command<Blob> command) {
    return join(shard.submit(command));
  }

  private <T> T query(Supplier<T> query) {
    return join(shard.query(query));
  }

  private static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private static Content folded(Content content) {
    return new Content(
        fold(content.container()),
        content.name(),
        content.headers(),
        content.metadata(),
        content.conditions());
  }

  private static String fold(String container) {
    return container.toLowerCase(Locale.ROOT);
  }
}
