package io.trunkline.server.cli.workflow;

import io.trunkline.net.http.VertxHttpCaller;
import io.trunkline.workflows.local.LocalEngine;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a local run reaches where calls are allowed; opened when it is first needed. */
final class Outside implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private @Nullable Vertx vertx;
  private @Nullable VertxHttpCaller caller;

  LocalEngine.Options options(Instant now) {
    Vertx opened = Vertx.vertx();
    VertxHttpCaller http = new VertxHttpCaller(opened, null);
    vertx = opened;
    caller = http;
    return new LocalEngine.Options(
        now, PATIENCE, http, () -> LocalConnectors.with(http, Optional.empty()));
  }

  @Override
  public void close() {
    if (caller != null) {
      caller.close();
    }
    if (vertx != null) {
      vertx.close().await();
    }
  }
}
