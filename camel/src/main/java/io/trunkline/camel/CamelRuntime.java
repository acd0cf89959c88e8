package io.trunkline.camel;

import io.trunkline.workflows.connector.ConnectorException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.FailedToCreateConsumerException;
import org.apache.camel.FailedToCreateProducerException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.LoggerFactory;

/** One Camel context for all declared connectors, started when the first of them is called. */
final class CamelRuntime implements AutoCloseable {
  /** A consumer that no workflow has asked for this long is stopped. */
  private static final Duration IDLE = Duration.ofMinutes(5);

  /** How long what a consumer got waits for its runs. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final long STOP_SECONDS = 5;

  private final CamelContext context;
  private final ProducerTemplate producer;
  private final Map<String, Inbox> inboxes = new ConcurrentHashMap<>();
  private final Map<String, String> beans = new ConcurrentHashMap<>();
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("camel-idle-consumers").factory());

  CamelRuntime() {
    context = new DefaultCamelContext();
    context.setApplicationContextClassLoader(CamelRuntime.class.getClassLoader());
    context.getShutdownStrategy().setTimeout(STOP_SECONDS);
    context.start();
    producer = context.createProducerTemplate();
    var unused =
        sweeper.scheduleWithFixedDelay(
            this::stopIdle, IDLE.toSeconds(), IDLE.toSeconds() / 5, TimeUnit.SECONDS);
  }

  CamelContext context() {
    return context;
  }

  /**
   * Returns the name of a bean in the registry; it is made once for the same properties.
   *
   * @param properties filled
   */
  String bean(String owner, Declaration.Bean bean, Map<String, String> properties) {
    String key = owner + " " + bean.type() + " " + new TreeMap<>(properties);
    return beans.computeIfAbsent(
        key,
        _ -> {
          String name = owner.replaceAll("[^A-Za-z0-9]", "-") + "-" + beans.size();
          context.getRegistry().bind(name, made(bean.type(), properties));
          return name;
        });
  }

  private Object made(String type, Map<String, String> properties) {
    Class<?> loaded = context.getClassResolver().resolveClass(type);
    if (loaded == null) {
      throw new ConnectorException(
          501, "NotImplemented", "The class '%s' is not on the class path.".formatted(type));
    }
    Object made = context.getInjector().newInstance(loaded, false);
    PropertyBindingSupport.build()
        .withCamelContext(context)
        .withTarget(made)
        .withReference(false)
        .withPlaceholder(false)
        .withProperties(new TreeMap<>(properties))
        .withRemoveParameters(false)
        .bind();
    ServiceHelper.startService(made);
    return made;
  }

  /** Makes an exchange for an endpoint. */
  Exchange exchange(String uri, boolean reply) {
    return endpoint(uri).createExchange(reply ? ExchangePattern.InOut : ExchangePattern.InOnly);
  }

  /**
   * Sends an exchange to its endpoint and waits.
   *
   * @throws ConnectorException saying what came in between
   */
  void send(Exchange exchange, Duration timeout) {
    try {
      Exchange sent =
          producer
              .asyncSend(exchange.getFromEndpoint(), exchange)
              .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (sent.getException() != null) {
        throw refused(sent.getException());
      }
    } catch (TimeoutException e) {
      throw new ConnectorException(
          504, "GatewayTimeout", "There was no answer within %s.".formatted(timeout));
    } catch (ExecutionException e) {
      throw refused(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectorException(503, "ServiceUnavailable", "The node is stopping.");
    }
  }

  /**
   * Returns the inbox of a trigger, with its consumer running.
   *
   * @param key of the trigger
   */
  Inbox inbox(String key, String uri) {
    String id = key + " " + Integer.toHexString(uri.hashCode());
    return inboxes.computeIfAbsent(id, _ -> consume(id, endpoint(uri)));
  }

  /** Returns the inboxes of a trigger: of its endpoint now and, for a while, before. */
  List<Inbox> inboxes(String key) {
    return inboxes.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(key + " "))
        .map(Map.Entry::getValue)
        .toList();
  }

  private Inbox consume(String id, Endpoint endpoint) {
    Inbox inbox = new Inbox(PATIENCE);
    try {
      context.addRoutes(
          new RouteBuilder(context) {
            @Override
            public void configure() {
              from(endpoint).routeId(id).errorHandler(noErrorHandler()).process(inbox);
            }
          });
      return inbox;
    } catch (Exception e) {
      remove(id);
      throw refused(e);
    }
  }

  private void stopIdle() {
    inboxes.forEach(
        (id, inbox) -> {
          if (inbox.idleFor(IDLE) && inboxes.remove(id, inbox)) {
            remove(id);
          }
        });
  }

  private void remove(String id) {
    try {
      context.getRouteController().stopRoute(id, STOP_SECONDS, TimeUnit.SECONDS);
      context.removeRoute(id);
    } catch (Exception e) {
      LoggerFactory.getLogger(CamelRuntime.class)
          .warn("A consumer of workflows did not stop cleanly: {}", e.toString());
    }
  }

  private Endpoint endpoint(String uri) {
    try {
      Endpoint endpoint = context.getEndpoint(uri);
      if (endpoint == null) {
        throw new NoSuchEndpointException(uri);
      }
      return endpoint;
    } catch (RuntimeException e) {
      throw refused(e);
    }
  }

  /** Answers with the cause alone: what is around it repeats the address with its secrets. */
  private static ConnectorException refused(Throwable failure) {
    if (failure instanceof ConnectorException known) {
      return known;
    }
    Throwable cause = root(failure);
    String message = String.valueOf(cause.getMessage());
    return switch (failure) {
      case NoSuchEndpointException _ ->
          new ConnectorException(
              501, "NotImplemented", "The endpoint's component is not on the class path.");
      case ResolveEndpointFailedException e when e == cause ->
          new ConnectorException(400, "BadRequest", "The endpoint's options are wrong.");
      case ResolveEndpointFailedException _ -> new ConnectorException(400, "BadRequest", message);
      case FailedToCreateConsumerException _, FailedToStartRouteException _ ->
          new ConnectorException(503, "ServiceUnavailable", message);
      case FailedToCreateProducerException _ ->
          new ConnectorException(503, "ServiceUnavailable", message);
      default ->
          cause instanceof IOException
              ? new ConnectorException(503, "ServiceUnavailable", message)
              : new ConnectorException(502, "BadGateway", message);
    };
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  @Override
  public void close() {
    sweeper.shutdownNow();
    context.stop();
  }
}
