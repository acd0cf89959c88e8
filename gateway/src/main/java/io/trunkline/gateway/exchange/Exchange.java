package io.trunkline.gateway.exchange;

import io.trunkline.gateway.catalog.Api;
import io.trunkline.gateway.catalog.Backend;
import io.trunkline.gateway.catalog.Operation;
import io.trunkline.gateway.catalog.Product;
import io.trunkline.gateway.catalog.ServiceCatalog;
import io.trunkline.gateway.catalog.Subscription;
import io.trunkline.net.tracing.TraceContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request on its way through the gateway. Used by one thread at a time. */
public final class Exchange {
  private final UUID requestId;
  private final Instant timestamp;
  private final ServiceCatalog service;
  private final TraceContext trace;
  private final GatewayRequest request;
  private final Executor loop;
  private final GatewayResponse response = new GatewayResponse();
  private final Map<String, Object> variables = new LinkedHashMap<>();
  private final List<Consumer<Exchange>> beforeResponse = new ArrayList<>();
  private @Nullable Api api;
  private @Nullable Operation operation;
  private @Nullable Product product;
  private @Nullable Subscription subscription;
  private @Nullable Backend backend;
  private @Nullable LastError lastError;
  private boolean inResponse;
  private @Nullable Runnable backendCall;
  private boolean clientGone;

  /**
   * @param loop runs things on the event loop that the client's connection lives on
   */
  public Exchange(
      UUID requestId,
      Instant timestamp,
      ServiceCatalog service,
      TraceContext trace,
      GatewayRequest request,
      Executor loop) {
    this.requestId = requestId;
    this.timestamp = timestamp;
    this.service = service;
    this.trace = trace;
    this.request = request;
    this.loop = loop;
  }

  public UUID requestId() {
    return requestId;
  }

  public Instant timestamp() {
    return timestamp;
  }

  public ServiceCatalog service() {
    return service;
  }

  /** Returns the span of this request, the parent of what is done for it. */
  public TraceContext trace() {
    return trace;
  }

  public Executor loop() {
    return loop;
  }

  public GatewayRequest request() {
    return request;
  }

  public GatewayResponse response() {
    return response;
  }

  public Map<String, Object> variables() {
    return variables;
  }

  public @Nullable Api api() {
    return api;
  }

  public @Nullable Operation operation() {
    return operation;
  }

  public void routeTo(Api newApi, Operation newOperation) {
    api = newApi;
    operation = newOperation;
  }

  public @Nullable Product product() {
    return product;
  }

  public @Nullable Subscription subscription() {
    return subscription;
  }

  public void authorize(@Nullable Product newProduct, @Nullable Subscription newSubscription) {
    product = newProduct;
    subscription = newSubscription;
  }

  /** Returns where the request is forwarded to, once known. */
  public @Nullable Backend backend() {
    return backend;
  }

  public void setBackend(Backend newBackend) {
    backend = newBackend;
  }

  public @Nullable LastError lastError() {
    return lastError;
  }

  public void setLastError(LastError error) {
    lastError = error;
  }

  /** Returns whether policies now work on the response: in outbound and on-error. */
  public boolean inResponse() {
    return inResponse;
  }

  public void enterResponse() {
    inResponse = true;
  }

  /** Has something done to the response whatever becomes of the request, for example by cors. */
  public void beforeResponse(Consumer<Exchange> step) {
    beforeResponse.add(step);
  }

  public void finish() {
    beforeResponse.forEach(step -> step.accept(this));
    beforeResponse.clear();
  }

  /** Says how to end the running call of the backend; one that ran before is ended. */
  public synchronized void setBackendCall(Runnable end) {
    endBackendCall();
    if (clientGone) {
      end.run();
    } else {
      backendCall = end;
    }
  }

  /** Ends the backend call, if one is running: its response is not wanted. */
  public synchronized void endBackendCall() {
    if (backendCall != null) {
      backendCall.run();
      backendCall = null;
    }
  }

  /** Says that nobody waits for the response any more. */
  public synchronized void clientGone() {
    clientGone = true;
    endBackendCall();
  }

  /** Returns the headers that policies now change. */
  public Headers headers() {
    return inResponse ? response.headers() : request.headers();
  }
}
