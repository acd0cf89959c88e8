package io.trunkline.broker.wire;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.EntityDescription;
import io.trunkline.broker.EntityKind;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.EntityRuntime;
import io.trunkline.broker.EntitySettings;
import io.trunkline.broker.SubQueue;
import io.trunkline.broker.service.AccessRight;
import io.trunkline.broker.service.Broker;
import io.trunkline.broker.service.MessageSink;
import io.trunkline.broker.service.MessageSource;
import io.trunkline.broker.service.MessagingNamespace;
import io.trunkline.broker.service.SubscriptionRules;
import io.trunkline.identity.AccessDeniedException;
import io.trunkline.identity.Caller;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.identity.Permission;
import io.trunkline.resources.ResourceId;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A namespace of plain queues in memory, for tests of the wire alone. */
public final class FakeBroker implements Broker, MessagingNamespace, AutoCloseable {
  static final String KEY = "SAS_KEY_VALUE";
  private static final ResourceId ID =
      ResourceId.parse(
          "/subscriptions/s/resourceGroups/g/providers/Microsoft.ServiceBus/namespaces/ns");
  private static final Map<String, Set<String>> POLICIES =
      Map.of(
          "RootManageSharedAccessKey", Set.of("*"),
          "listen", Set.of(AccessRight.LISTEN.dataAction()));

  final ExecutorService shard = Executors.newSingleThreadExecutor();
  private final Map<String, FakeQueue> queues = new ConcurrentHashMap<>();

  FakeQueue queue(String name, boolean sessions) {
    FakeQueue queue = new FakeQueue(this, EntityPath.of(name), sessions);
    queues.put(queue.path().folded(), queue);
    EntityPath deadLetter = queue.path().with(SubQueue.DEAD_LETTER);
    queues.put(deadLetter.folded(), new FakeQueue(this, deadLetter, false));
    return queue;
  }

  FakeQueue find(EntityPath path) {
    FakeQueue queue = queues.get(path.folded());
    if (queue == null) {
      throw BrokerException.entityNotFound("localhost", path.toString());
    }
    return queue;
  }

  @Override
  public Optional<MessagingNamespace> forHost(String host) {
    return Optional.of(this);
  }

  @Override
  public Optional<MessagingNamespace> namespace(String name) {
    return Optional.of(this);
  }

  @Override
  public List<MessagingNamespace> namespaces() {
    return List.of(this);
  }

  @Override
  public String name() {
    return "ns";
  }

  @Override
  public ResourceId id() {
    return ID;
  }

  @Override
  public ResourceId idOf(EntityPath path) {
    return ID.child("queues", path.entity());
  }

  @Override
  public Caller.KeyCaller verifySignature(String token, String audience) {
    Map<String, String> parts = new HashMap<>();
    for (String part : token.replace("SharedAccessSignature ", "").split("&")) {
      int at = part.indexOf('=');
      parts.put(part.substring(0, at), part.substring(at + 1));
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] signature =
          mac.doFinal((parts.get("sr") + "\n" + parts.get("se")).getBytes(StandardCharsets.UTF_8));
      String sent = URLDecoder.decode(parts.get("sig"), StandardCharsets.UTF_8);
      if (!Base64.getEncoder().encodeToString(signature).equals(sent)) {
        throw new InvalidCredentialException(
            InvalidCredentialException.Reason.BAD_SIGNATURE, "The signature is invalid.");
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    return caller(parts.get("skn"), Instant.ofEpochSecond(Long.parseLong(parts.get("se"))));
  }

  @Override
  public Caller.KeyCaller verifyKey(String keyName, String key) {
    if (!key.equals(KEY)) {
      throw new InvalidCredentialException(
          InvalidCredentialException.Reason.UNKNOWN_KEY, "The key is wrong.");
    }
    return caller(keyName, Instant.MAX);
  }

  private static Caller.KeyCaller caller(String name, Instant expiry) {
    if (!POLICIES.containsKey(name)) {
      throw new InvalidCredentialException(
          InvalidCredentialException.Reason.UNKNOWN_KEY, "There is no such key.");
    }
    return new Caller.KeyCaller(name, ID.toString(), POLICIES.get(name), expiry);
  }

  @Override
  public boolean allows(Caller caller, EntityPath path, AccessRight right) {
    return allows(caller, right);
  }

  @Override
  public boolean allows(Caller caller, AccessRight right) {
    return caller instanceof Caller.KeyCaller key
        && (key.actions().contains("*") || key.actions().contains(right.dataAction()));
  }

  @Override
  public void require(Caller caller, EntityPath path, AccessRight right) {
    if (!allows(caller, path, right)) {
      throw new AccessDeniedException(
          caller, Permission.data(right.dataAction(), idOf(path).toString()));
    }
  }

  @Override
  public Optional<EntityDescription> describe(EntityPath path) {
    return Optional.ofNullable(queues.get(path.folded()))
        .map(queue -> new EntityDescription(path, EntityKind.QUEUE, EntitySettings.DEFAULTS, 0, 0));
  }

  @Override
  public List<EntityDescription> list(Optional<EntityPath> topic) {
    return List.of();
  }

  @Override
  public CompletableFuture<EntityRuntime> runtime(EntityPath path) {
    return CompletableFuture.failedFuture(new UnsupportedOperationException());
  }

  @Override
  public MessageSink sink(Caller caller, EntityPath path) {
    require(caller, path, AccessRight.SEND);
    return find(path);
  }

  @Override
  public MessageSource source(Caller caller, EntityPath path) {
    require(caller, path, AccessRight.LISTEN);
    return find(path);
  }

  @Override
  public SubscriptionRules rules(Caller caller, EntityPath subscription) {
    throw new BrokerException(BrokerError.NOT_ALLOWED, "This fake has no subscriptions.");
  }

  @Override
  public void onRemoved(Consumer<EntityPath> listener) {}

  @Override
  public void close() {
    shard.shutdown();
  }
}
