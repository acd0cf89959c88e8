package io.trunkline.broker.wire.amqp;

import io.trunkline.identity.Caller;
import java.util.concurrent.CompletableFuture;

/** Checks bearer tokens without blocking the event loop. */
@FunctionalInterface
interface TokenCheck {
  /**
   * Checks a token.
   *
   * @return the caller; or {@link io.trunkline.identity.InvalidCredentialException}
   */
  CompletableFuture<Caller> verify(String token);
}
