package io.trunkline.broker.effects;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Small help with futures. */
final class Futures {
  private Futures() {}

  static <T> CompletableFuture<T> failed(BrokerError error, String message) {
    return CompletableFuture.failedFuture(new BrokerException(error, message));
  }

  /** Returns what failed, without the wrapper that chained futures put around it. */
  static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
