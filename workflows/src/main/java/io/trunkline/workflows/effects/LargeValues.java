package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.kernel.Shard;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.state.RunRef;
import io.trunkline.workflows.state.StoredValue;
import io.trunkline.workflows.state.ValueLimits;
import io.trunkline.workflows.state.WorkflowCommand;
import io.trunkline.workflows.state.WorkflowMachine;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Keeps large values beside their runs, in pieces of one command each: records, and the runs in
 * memory, hold a {@link StoredValue} instead. The values read last stay in memory, up to a limit.
 * Methods block; not on the shard's thread. Thread-safe.
 */
public final class LargeValues {
  private static final int PIECE_BYTES = 512 << 10;
  private static final String BODY = "body";

  /** How many pieces of a value are on their way to the log at the same time. */
  private static final int PIECES_AT_ONCE = 8;

  private record Key(RunRef ref, String id) {}

  private final WorkflowMachine machine;
  private final int inlineBytes;
  private final long cacheBytes;
  private final Map<Key, JsonNode> recent = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Key, Long> sizes = new LinkedHashMap<>();
  private long cached;
  private volatile @Nullable Shard<WorkflowCommand<?>> shard;

  /**
   * @param inlineBytes larger values are kept in pieces
   * @param cacheBytes how many bytes of values, as JSON text, stay in memory
   */
  public LargeValues(WorkflowMachine machine, int inlineBytes, long cacheBytes) {
    this.machine = machine;
    this.inlineBytes = inlineBytes;
    this.cacheBytes = cacheBytes;
  }

  /** Opens the way; nothing large can be kept before. */
  public void through(Shard<WorkflowCommand<?>> open) {
    shard = open;
  }

  /** Returns what stands in a record for {@code value}: itself, or what it is stored as. */
  JsonNode keep(RunRef ref, JsonNode value, String id) {
    if (ValueLimits.size(value) <= inlineBytes) {
      return value;
    }
    byte[] bytes = Json.bytes(value);
    int pieces = (bytes.length + PIECE_BYTES - 1) / PIECE_BYTES;
    List<CompletableFuture<Void>> open = new ArrayList<>();
    for (int index = 0; index < pieces; index++) {
      int from = index * PIECE_BYTES;
      byte[] piece = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PIECE_BYTES));
      open.add(shard().submit(new WorkflowCommand.PutPiece(ref, id, index, piece)));
      if (open.size() == PIECES_AT_ONCE) {
        open.removeFirst().join();
      }
    }
    open.forEach(CompletableFuture::join);
    remember(new Key(ref, id), value, bytes.length);
    return new StoredValue(id, pieces, bytes.length).toJson();
  }

  /** As {@link #keep}, of a trigger's or callback's outputs: it is the body that is large. */
  public JsonNode keepBody(RunRef ref, JsonNode outputs, String id) {
    if (!(outputs instanceof ObjectNode object) || !object.has(BODY)) {
      return keep(ref, outputs, id);
    }
    JsonNode body = keep(ref, object.get(BODY), id);
    if (StoredValue.of(body).isEmpty()) {
      return outputs;
    }
    ObjectNode copy = Json.object();
    copy.setAll(object);
    copy.set(BODY, body);
    return copy;
  }

  /** Takes back what was kept for a run that then did not come to be. */
  public void drop(RunRef ref) {
    var ignored = shard().submit(new WorkflowCommand.DropPieces(ref));
  }

  /** Returns the value that stands in a record, or in the body of one. */
  public JsonNode load(RunRef ref, JsonNode value) {
    if (!value.isObject()) {
      return value;
    }
    var stored = StoredValue.of(value);
    if (stored.isPresent()) {
      return read(ref, stored.get());
    }
    JsonNode body = value.path(BODY);
    if (body.isObject() && StoredValue.of(body).isPresent()) {
      ObjectNode copy = Json.object();
      copy.setAll((ObjectNode) value);
      copy.set(BODY, load(ref, body));
      return copy;
    }
    return value;
  }

  private JsonNode read(RunRef ref, StoredValue stored) {
    Key key = new Key(ref, stored.id());
    synchronized (recent) {
      JsonNode known = recent.get(key);
      if (known != null) {
        return known;
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) stored.size());
    Shard<WorkflowCommand<?>> open = shard();
    for (int index = 0; index < stored.pieces(); index++) {
      int next = index;
      byte[] piece =
          open.query(() -> machine.runs().piece(open.store(), ref, stored.id(), next)).join();
      if (piece == null) {
        throw new ExpressionException("A value of the run is not kept any more.");
      }
      bytes.writeBytes(piece);
    }
    JsonNode value = Json.parse(bytes.toByteArray());
    remember(key, value, stored.size());
    return value;
  }

  private void remember(Key key, JsonNode value, long size) {
    if (size > cacheBytes) {
      return;
    }
    synchronized (recent) {
      if (recent.put(key, value) == null) {
        sizes.put(key, size);
        cached += size;
      }
      var oldest = recent.keySet().iterator();
      while (cached > cacheBytes && oldest.hasNext()) {
        Key gone = oldest.next();
        oldest.remove();
        cached -= sizes.remove(gone);
      }
    }
  }

  private Shard<WorkflowCommand<?>> shard() {
    Shard<WorkflowCommand<?>> open = shard;
    if (open == null) {
      throw new NotReadyException("the workflow engine is starting");
    }
    return open;
  }
}
