package io.trunkline.broker.service;

import io.trunkline.broker.effects.NamespaceLeader;
import io.trunkline.broker.state.BrokerCommand;
import io.trunkline.broker.state.BrokerMachine;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardId;
import io.trunkline.resources.ResourceId;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The namespaces of this node, each on a shard of its own. */
public final class BrokerService implements Broker {
  private final BrokerEnvironment environment;
  private final BrokerOptions options;
  private final EntityStore store;
  private final Map<String, NamespaceService> open = new ConcurrentHashMap<>();

  /** Shards stay open when their namespace is deleted: it may come again. */
  private final Map<String, NamespaceService> removed = new ConcurrentHashMap<>();

  public BrokerService(BrokerEnvironment environment, BrokerOptions options, EntityStore store) {
    this.environment = environment;
    this.options = options;
    this.store = store;
  }

  public BrokerEnvironment environment() {
    return environment;
  }

  public BrokerOptions options() {
    return options;
  }

  @Override
  public Optional<MessagingNamespace> forHost(String host) {
    String label = host.toLowerCase(Locale.ROOT);
    int dot = label.indexOf('.');
    Optional<MessagingNamespace> named = namespace(dot < 0 ? label : label.substring(0, dot));
    if (named.isPresent()) {
      return named;
    }
    if (options.defaultNamespace() != null) {
      return namespace(options.defaultNamespace());
    }
    List<MessagingNamespace> all = namespaces();
    return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
  }

  @Override
  public Optional<MessagingNamespace> namespace(String name) {
    return find(name).map(namespace -> namespace);
  }

  /** Returns the namespace of that name with what the resource types need. */
  public Optional<NamespaceService> find(String name) {
    return Optional.ofNullable(open.get(name.toLowerCase(Locale.ROOT)));
  }

  @Override
  public List<MessagingNamespace> namespaces() {
    return open.values().stream()
        .sorted(Comparator.comparing(NamespaceService::name, String.CASE_INSENSITIVE_ORDER))
        .map(MessagingNamespace.class::cast)
        .toList();
  }

  /** Opens a namespace, or returns it where it is open. Blocks until its shard leads. */
  public synchronized NamespaceService open(ResourceId id) {
    String key = id.name().toLowerCase(Locale.ROOT);
    NamespaceService namespace = open.get(key);
    if (namespace == null) {
      NamespaceService known = removed.remove(key);
      namespace = known != null && known.id().equals(id) ? known : start(id);
      open.put(key, namespace);
    }
    return namespace;
  }

  private NamespaceService start(ResourceId id) {
    BrokerMachine machine = new BrokerMachine(environment.limits());
    NamespaceLeader leader =
        new NamespaceLeader(
            machine,
            environment.limits(),
            environment.clock(),
            environment.ids(),
            environment.waker(),
            environment.tracing(),
            new EventRaiser(id, machine.catalog(), environment, store));
    ShardId shardId = new ShardId("broker/" + id.name().toLowerCase(Locale.ROOT));
    Shard<BrokerCommand<?>> shard = environment.kernel().open(shardId, machine, leader);
    return new NamespaceService(
        id,
        environment,
        store,
        new SharedKeys(environment.clock(), options.developmentKey()),
        machine,
        leader,
        new LeaderThread(shard));
  }

  /** Closes a namespace to clients; its entities have been removed before. */
  public synchronized void remove(ResourceId id) {
    NamespaceService namespace = open.remove(id.name().toLowerCase(Locale.ROOT));
    if (namespace != null) {
      removed.put(namespace.name().toLowerCase(Locale.ROOT), namespace);
    }
  }
}
