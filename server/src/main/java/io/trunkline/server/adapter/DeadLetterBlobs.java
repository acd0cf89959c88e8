package io.trunkline.server.adapter;

import io.trunkline.blobs.service.BlobService;
import io.trunkline.blobs.state.BlobsCommand.Cause;
import io.trunkline.blobs.state.BlobsCommand.Content;
import io.trunkline.blobs.state.Conditions;
import io.trunkline.events.effects.DeadLetterStore;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Keeps the event router's dead-letters in blob storage. */
public final class DeadLetterBlobs implements DeadLetterStore {
  private final BlobService blobs;
  private final Executor executor;

  /**
   * @param executor runs the writing, which blocks
   */
  public DeadLetterBlobs(BlobService blobs, Executor executor) {
    this.blobs = blobs;
    this.executor = executor;
  }

  @Override
  public CompletionStage<Void> write(String containerId, String blobName, byte[] json) {
    return CompletableFuture.runAsync(
        () ->
            blobs.put(
                new Content(
                    containerId,
                    blobName,
                    Map.of("content-type", "application/json"),
                    Map.of(),
                    Conditions.NONE),
                json,
                new Cause("PutBlob", "", blobName, null)),
        executor);
  }
}
