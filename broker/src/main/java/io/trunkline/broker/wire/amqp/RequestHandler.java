package io.trunkline.broker.wire.amqp;

import java.util.concurrent.CompletableFuture;

/** Answers the requests of a node. Called on the connection's event loop. */
@FunctionalInterface
interface RequestHandler {
  /**
   * Answers a request.
   *
   * @return the reply; a failure becomes one
   */
  CompletableFuture<Reply> answer(Request request);
}
