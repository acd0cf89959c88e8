package io.trunkline.broker.service;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.EntityDescription;
import io.trunkline.broker.EntityKind;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.EntityRuntime;
import io.trunkline.broker.SubQueue;
import io.trunkline.broker.effects.NamespaceLeader;
import io.trunkline.broker.state.BrokerCommand;
import io.trunkline.broker.state.BrokerMachine;
import io.trunkline.broker.state.Catalog;
import io.trunkline.broker.state.QueueId;
import io.trunkline.identity.AccessDeniedException;
import io.trunkline.identity.Authorizer;
import io.trunkline.identity.Caller;
import io.trunkline.identity.Permission;
import io.trunkline.kernel.ShardId;
import io.trunkline.resources.ResourceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A namespace on its shard. */
public final class NamespaceService implements MessagingNamespace {
  private static final String SUBSCRIPTIONS = "/subscriptions";
  private static final String MANAGEMENT = "/$management";

  private final ResourceId id;
  private final BrokerEnvironment environment;
  private final EntityStore store;
  private final SharedKeys keys;
  private final BrokerMachine machine;
  private final NamespaceLeader namespaceLeader;
  private final LeaderThread leader;
  private volatile NetworkRules networkRules = NetworkRules.OPEN;

  NamespaceService(
      ResourceId id,
      BrokerEnvironment environment,
      EntityStore store,
      SharedKeys keys,
      BrokerMachine machine,
      NamespaceLeader namespaceLeader,
      LeaderThread leader) {
    this.id = id;
    this.environment = environment;
    this.store = store;
    this.keys = keys;
    this.machine = machine;
    this.namespaceLeader = namespaceLeader;
    this.leader = leader;
  }

  @Override
  public String name() {
    return id.name();
  }

  @Override
  public ResourceId id() {
    return id;
  }

  @Override
  public ResourceId idOf(EntityPath path) {
    return idOf(id, path, machine.catalog());
  }

  static ResourceId idOf(ResourceId namespace, EntityPath path, Catalog catalog) {
    if (path.subscription() != null) {
      return namespace
          .child("topics", EntityNames.toResourceName(path.entity()))
          .child("subscriptions", path.subscription());
    }
    boolean topic =
        catalog
            .find(path)
            .filter(entity -> entity.description().kind() == EntityKind.TOPIC)
            .isPresent();
    return namespace.child(topic ? "topics" : "queues", EntityNames.toResourceName(path.entity()));
  }

  // ---- who may ------------------------------------------------------------------------------

  @Override
  public Caller.KeyCaller verifySignature(String token, String audience) {
    String path = SasToken.pathOf(audience);
    return keys.verify(SasToken.parse(token), path, scopes(below(path)));
  }

  /** Returns a path without the segments that name the namespace, where it has them. */
  private String below(String path) {
    String prefix = PATH + "/" + name().toLowerCase(Locale.ROOT);
    return (path + "/").startsWith(prefix + "/")
        ? path.substring(Math.min(path.length(), prefix.length() + 1))
        : path;
  }

  private List<ResourceId> scopes(String path) {
    List<ResourceId> scopes = new ArrayList<>();
    if (!path.isEmpty() && !path.startsWith("$")) {
      EntityPath entity = EntityPath.parse(entityOf(path)).main();
      scopes.add(idOf(entity));
      entity.topic().map(this::idOf).ifPresent(scopes::add);
    }
    scopes.add(id);
    return scopes;
  }

  /**
   * Management nodes and the administration REST stand below entities: what is there has the keys
   * of its entity.
   */
  private static String entityOf(String path) {
    String folded = path.toLowerCase(Locale.ROOT);
    if (folded.endsWith(MANAGEMENT)) {
      return path.substring(0, path.length() - MANAGEMENT.length());
    }
    if (folded.endsWith(SUBSCRIPTIONS)) {
      return path.substring(0, path.length() - SUBSCRIPTIONS.length());
    }
    int subscriptions = folded.lastIndexOf(SUBSCRIPTIONS + "/");
    int rules = subscriptions < 0 ? -1 : folded.indexOf("/rules", subscriptions);
    return rules < 0 ? path : path.substring(0, rules);
  }

  @Override
  public Caller.KeyCaller verifyKey(String keyName, String key) {
    return keys.verify(keyName, key, id);
  }

  @Override
  public void requireAdmitted(String address) {
    if (!networkRules.admit(address)) {
      throw new BrokerException(
          BrokerError.ADDRESS_REFUSED,
          "SubCode=40111. Ip has been prevented to connect to the endpoint.");
    }
  }

  @Override
  public boolean allows(Caller caller, EntityPath path, AccessRight right) {
    return authorizer().allows(caller, permission(path, right));
  }

  @Override
  public boolean allows(Caller caller, AccessRight right) {
    return authorizer().allows(caller, Permission.data(right.dataAction(), id.toString()));
  }

  @Override
  public void require(Caller caller, EntityPath path, AccessRight right) {
    authorizer().require(caller, permission(path, right));
  }

  private Authorizer authorizer() {
    return environment.authorizer();
  }

  private Permission permission(EntityPath path, AccessRight right) {
    return Permission.data(right.dataAction(), idOf(path).toString());
  }

  // ---- entities -----------------------------------------------------------------------------

  @Override
  public Optional<EntityDescription> describe(EntityPath path) {
    return machine.catalog().find(path).map(Catalog.Entry::description);
  }

  @Override
  public List<EntityDescription> list(Optional<EntityPath> topic) {
    return topic.map(machine.catalog()::subscriptions).orElseGet(machine.catalog()::topLevel);
  }

  @Override
  public CompletableFuture<EntityRuntime> runtime(EntityPath path) {
    return leader.query(() -> runtimeNow(path));
  }

  private EntityRuntime runtimeNow(EntityPath path) {
    long entity = find(path).id();
    return machine.runtime(entity, namespaceLeader.usedAt(entity));
  }

  @Override
  public CompletableFuture<EntityRuntime> runtime(
      EntityPath path, Predicate<EntityRuntime> wanted, Duration wait) {
    return leader.call(
        () ->
            RuntimeWatch.start(
                namespaceLeader, environment.clock(), () -> runtimeNow(path), wanted, wait));
  }

  @Override
  public CompletableFuture<Integer> cancelAllScheduled(Caller caller, EntityPath path, int max) {
    require(caller, path, AccessRight.MANAGE);
    int most = Math.min(max, environment.limits().maxDeletedAtOnce());
    return leader.call(
        () -> {
          long entity = find(path).id();
          List<Long> numbers = machine.scheduled(entity, most);
          return numbers.isEmpty()
              ? CompletableFuture.completedFuture(0)
              : leader
                  .submit(new BrokerCommand.CancelScheduled(entity, numbers))
                  .thenApply(_ -> numbers.size());
        });
  }

  private Catalog.Entry find(EntityPath path) {
    return machine
        .catalog()
        .find(path)
        .orElseThrow(() -> BrokerException.entityNotFound(name(), path.toString()));
  }

  @Override
  public MessageSink sink(Caller caller, EntityPath path) {
    Catalog.Entry entity = sendable(caller, path);
    if (!entity.description().settings().status().maySend()) {
      throw disabled(path);
    }
    return sink(entity, null);
  }

  @Override
  public MessageSink sink(Caller caller, EntityPath path, EntityPath via) {
    Catalog.Entry entity = sendable(caller, path);
    return sink(entity, sendable(caller, via).id());
  }

  private EntitySink sink(Catalog.Entry entity, @Nullable Long via) {
    EntityDescription description = entity.description();
    return new EntitySink(
        leader,
        description.path(),
        entity.id(),
        via,
        description.settings().maxMessageBytes(),
        environment.limits(),
        environment.ids(),
        environment.tracing());
  }

  private Catalog.Entry sendable(Caller caller, EntityPath path) {
    require(caller, path, AccessRight.SEND);
    Catalog.Entry entity = find(path);
    EntityKind kind = entity.description().kind();
    if (kind == EntityKind.SUBSCRIPTION || path.subQueue() != SubQueue.MAIN) {
      throw new BrokerException(
          BrokerError.NOT_ALLOWED, "Messages cannot be sent to '" + path + "'.");
    }
    return entity;
  }

  @Override
  public Transaction begin() {
    return new PendingTransaction(leader, environment.limits());
  }

  private static BrokerException disabled(EntityPath path) {
    return new BrokerException(
        BrokerError.ENTITY_DISABLED, "The messaging entity '" + path + "' is disabled.");
  }

  @Override
  public MessageSource source(Caller caller, EntityPath path) {
    require(caller, path, AccessRight.LISTEN);
    Catalog.Entry entity = find(path);
    EntityDescription description = entity.description();
    if (description.kind() == EntityKind.TOPIC) {
      throw new BrokerException(
          BrokerError.NOT_ALLOWED,
          "Messages cannot be received from topic '" + path + "', only from its subscriptions.");
    }
    if (!description.settings().status().mayReceive()) {
      throw disabled(path);
    }
    boolean sessions = description.settings().requiresSession() && path.subQueue() == SubQueue.MAIN;
    return new QueueSource(
        leader,
        namespaceLeader,
        machine,
        environment.limits(),
        environment.clock(),
        description.path().with(path.subQueue()),
        new QueueId(entity.id(), path.subQueue()),
        sessions);
  }

  @Override
  public SubscriptionRules rules(Caller caller, EntityPath subscription) {
    if (!allows(caller, subscription, AccessRight.MANAGE)
        && !allows(caller, subscription, AccessRight.LISTEN)) {
      throw new AccessDeniedException(caller, permission(subscription, AccessRight.MANAGE));
    }
    Catalog.Entry entity = find(subscription);
    if (entity.description().kind() != EntityKind.SUBSCRIPTION) {
      throw new BrokerException(
          BrokerError.NOT_ALLOWED,
          "'" + subscription + "' is a " + kind(entity) + " and has no rules.");
    }
    return new RuleManager(
        leader,
        machine,
        environment.limits(),
        store,
        entity.description().path(),
        entity.id(),
        idOf(subscription));
  }

  private static String kind(Catalog.Entry entity) {
    return entity.description().kind().name().toLowerCase(Locale.ROOT);
  }

  @Override
  public ShardId shard() {
    return leader.shard().id();
  }

  @Override
  public boolean leads() {
    return leader.shard().leads();
  }

  @Override
  public Runnable onDeposed(Runnable listener) {
    return namespaceLeader.onDeposed(listener);
  }

  @Override
  public EntityMaker maker(Caller caller) {
    authorizer().require(caller, Permission.data(AccessRight.MANAGE.dataAction(), id.toString()));
    return new TreeEntityMaker(id, machine, leader, environment.limits(), store);
  }

  @Override
  public void onRemoved(Consumer<EntityPath> listener) {
    namespaceLeader.onRemoved(listener);
  }

  // ---- for the resource types ---------------------------------------------------------------

  /** Returns an entity as it stands after every change that was acknowledged on any node. */
  public Optional<EntityDescription> describeAfterAll(EntityPath path) {
    return Waiting.on(leader.query(() -> describe(path)));
  }

  /** Submits a command that defines something, and waits for it. */
  public <T> T define(BrokerCommand<T> command) {
    return Waiting.on(leader.submit(command));
  }

  /** Makes an authorization rule known. */
  public void putKey(SharedKey key) {
    keys.put(key);
  }

  /** Forgets an authorization rule. */
  public void removeKey(ResourceId scope, String name) {
    keys.remove(scope, name);
  }

  /** Sets who may reach the namespace by address. */
  public void restrict(NetworkRules rules) {
    networkRules = rules;
  }

  /** Sets whether shared keys are refused altogether. */
  public void disableKeys(boolean disable) {
    keys.disable(disable);
  }
}
