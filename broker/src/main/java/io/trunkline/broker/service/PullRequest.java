package io.trunkline.broker.service;

import io.trunkline.broker.BrokerException;
import io.trunkline.broker.Delivery;
import io.trunkline.broker.DeliveryListener;
import io.trunkline.broker.ReceiveMode;
import io.trunkline.broker.effects.MessageConsumer;
import io.trunkline.broker.effects.NamespaceLeader;
import io.trunkline.broker.effects.QueueDispatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A receiver that lives for one request: gives back what there is, or waits for the first message.
 * Only on the shard's thread.
 */
final class PullRequest implements DeliveryListener {
  private final LeaderThread leader;
  private final QueueDispatcher dispatcher;
  private final List<Delivery> deliveries = new ArrayList<>();
  private final CompletableFuture<List<Delivery>> result = new CompletableFuture<>();
  private final MessageConsumer consumer;
  private boolean finishing;

  private PullRequest(LeaderThread leader, QueueDispatcher dispatcher, ReceiveMode mode) {
    this.leader = leader;
    this.dispatcher = dispatcher;
    this.consumer = dispatcher.open(mode, this, null);
  }

  /**
   * @param giveUpAt milliseconds since the epoch; not in the future to return what there is
   */
  static CompletableFuture<List<Delivery>> start(
      LeaderThread leader,
      NamespaceLeader namespace,
      QueueDispatcher dispatcher,
      ReceiveMode mode,
      int max,
      long now,
      long giveUpAt) {
    PullRequest request = new PullRequest(leader, dispatcher, mode);
    dispatcher.allow(request.consumer, max);
    if (giveUpAt <= now) {
      request.finish();
    } else {
      namespace.at(giveUpAt, request::finish);
    }
    return request.result;
  }

  @Override
  public void delivered(Delivery delivery) {
    deliveries.add(delivery);
    // behind the round of deliveries that is going on, so that it may bring more
    var unused =
        leader
            .shard()
            .execute(this::finish)
            .exceptionally(
                failure -> {
                  // deposed in between: the deliveries' locks are gone
                  result.completeExceptionally(failure);
                  return null;
                });
  }

  private void finish() {
    if (finishing) {
      return;
    }
    finishing = true;
    var unused =
        dispatcher
            .drain(consumer)
            .whenComplete(
                (_, _) -> {
                  dispatcher.close(consumer);
                  result.complete(List.copyOf(deliveries));
                });
  }

  @Override
  public void ended(BrokerException reason) {
    if (deliveries.isEmpty()) {
      result.completeExceptionally(reason);
    } else {
      result.complete(List.copyOf(deliveries));
    }
  }
}
