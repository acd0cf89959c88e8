package io.trunkline.blobs.state;

import io.trunkline.kernel.Command;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What changes the shard. The reply is the blob that a command made or removed, or null. */
public sealed interface BlobsCommand extends Command<Blob> {

  /**
   * Opens a container; nothing happens where it is open.
   *
   * @param id its resource id, in the case it was written in
   */
  record PutContainer(String container, String id) implements BlobsCommand {}

  /** Removes a container with all its blobs. */
  record RemoveContainer(String container) implements BlobsCommand {}

  /**
   * Writes one piece of content.
   *
   * @param sweepAt when to remove it, should no blob refer to it by then
   */
  @SuppressWarnings("ArrayRecordComponent") // content that passes through
  record PutPiece(String upload, int index, byte[] content, long sweepAt) implements BlobsCommand {}

  /** Keeps an uploaded part as an uncommitted block. */
  record PutBlock(String container, String name, String block, Part part, int maxUncommitted)
      implements BlobsCommand {}

  /** Makes a blob of an uploaded part, or replaces it. */
  record PutBlob(Content content, Part part, Cause cause) implements BlobsCommand {}

  /** Makes a blob of blocks, or replaces it. */
  record PutBlockList(Content content, List<ListedBlock> blocks, Cause cause)
      implements BlobsCommand {
    public PutBlockList {
      blocks = List.copyOf(blocks);
    }
  }

  /** Replaces headers, metadata or both of a blob. */
  record SetProperties(
      String container,
      String name,
      @Nullable Map<String, String> headers,
      @Nullable Map<String, String> metadata,
      Conditions conditions)
      implements BlobsCommand {}

  /** Removes a blob. */
  record RemoveBlob(String container, String name, Conditions conditions, Cause cause)
      implements BlobsCommand {}

  /** An event was handed over. */
  record EventPublished(String outboxId) implements BlobsCommand {}

  /** Removes what an interrupted upload left behind. */
  record Sweep(String timer) implements BlobsCommand {}

  /** What a new blob is to be, content aside. */
  record Content(
      String container,
      String name,
      Map<String, String> headers,
      Map<String, String> metadata,
      Conditions conditions) {}

  /**
   * An entry of a block list.
   *
   * @param from where to look for the block
   */
  record ListedBlock(String id, From from) {
    /** Where a block of a list comes from. */
    public enum From {
      COMMITTED,
      UNCOMMITTED,
      LATEST
    }
  }

  /**
   * The request that led to a change, for its event.
   *
   * @param api operation name in the event, for example {@code PutBlob}
   * @param traceparent the trace that led to it, or null
   */
  record Cause(
      String api, String clientRequestId, String requestId, @Nullable String traceparent) {}
}
