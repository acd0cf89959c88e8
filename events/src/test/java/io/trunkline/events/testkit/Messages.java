package io.trunkline.events.testkit;

import io.trunkline.events.effects.MessageDestination;
import io.trunkline.net.tracing.TraceContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Queues and topics that take messages, or refuse them. */
public final class Messages implements MessageDestination {
  /** A message that was sent. */
  public record Sent(String entity, String messageId, Map<String, String> properties) {}

  private final List<Sent> sent = new CopyOnWriteArrayList<>();
  private volatile @Nullable RuntimeException failure;

  @Override
  public CompletionStage<Void> send(
      String entityId,
      String messageId,
      byte[] json,
      Map<String, String> properties,
      @Nullable TraceContext trace) {
    sent.add(new Sent(entityId, messageId, Map.copyOf(properties)));
    if (failure != null) {
      throw failure;
    }
    return CompletableFuture.completedFuture(null);
  }

  /** Has every message throw {@code thrown} from now on; null for none. */
  public void fail(@Nullable RuntimeException thrown) {
    failure = thrown;
  }

  public List<Sent> sent() {
    return sent;
  }
}
