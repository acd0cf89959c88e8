package io.trunkline.blobs.effects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.blobs.state.Blob;
import io.trunkline.blobs.state.BlobEvent;
import io.trunkline.blobs.state.BlobsCommand;
import io.trunkline.blobs.state.BlobsMachine;
import io.trunkline.kernel.OutboxEntry;
import io.trunkline.kernel.ShardEffects;
import io.trunkline.net.Endpoints;
import io.trunkline.net.codec.Json;
import io.trunkline.net.tracing.TraceContext;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.SystemEvents;
import io.trunkline.resources.SystemEvents.SystemEvent;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * Raises {@code BlobCreated} and {@code BlobDeleted} ({@code reference/event-grid.md §7.2}) and
 * sweeps up interrupted uploads.
 */
public final class BlobsEffects implements ShardEffects<BlobsCommand> {
  private final SystemEvents events;
  private final Endpoints endpoints;

  public BlobsEffects(SystemEvents events, Endpoints endpoints) {
    this.events = events;
    this.endpoints = endpoints;
  }

  @Override
  public CompletionStage<BlobsCommand> deliver(OutboxEntry entry) {
    return events
        .publish(systemEvent(BlobsMachine.event(entry)))
        .thenApply(published -> new BlobsCommand.EventPublished(entry.id()));
  }

  @Override
  public BlobsCommand timerDue(String key) {
    return new BlobsCommand.Sweep(key);
  }

  private SystemEvent systemEvent(BlobEvent event) {
    Blob blob = event.blob();
    ResourceId container = ResourceId.parse(event.container());
    ResourceId account = container.parent().orElseThrow().parent().orElseThrow();
    ObjectNode data = Json.object();
    data.put("api", event.cause().api());
    data.put("clientRequestId", event.cause().clientRequestId());
    data.put("requestId", event.cause().requestId());
    boolean created = event.type().equals(BlobsMachine.CREATED);
    if (created) {
      data.put("eTag", blob.etag().replace("\"", ""));
    }
    data.put("contentType", blob.contentType());
    if (created) {
      data.put("contentLength", blob.length());
      data.put("accessTier", "Default");
    }
    data.put("blobType", "BlockBlob");
    data.put("url", url(account, container, blob));
    data.put("sequencer", "%032X".formatted(event.sequence()));
    String change = account.folded() + "/" + event.sequence();
    data.putObject("storageDiagnostics").put("batchId", unique("batch/" + change));
    return new SystemEvent(
        unique("event/" + change),
        account,
        event.type(),
        "/blobServices/default/containers/" + container.name() + "/blobs/" + blob.name(),
        Instant.ofEpochMilli(event.at()),
        "",
        data,
        event.cause().traceparent() == null
            ? null
            : TraceContext.parse(event.cause().traceparent()).orElse(null));
  }

  private String url(ResourceId account, ResourceId container, Blob blob) {
    String path =
        Arrays.stream(blob.name().split("/", -1))
            .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
            .collect(Collectors.joining("/"));
    return "%s/%s/%s/%s".formatted(endpoints.httpsBase(), account.name(), container.name(), path);
  }

  /** Returns a UUID that is the same however often an entry is delivered. */
  private static String unique(String text) {
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
