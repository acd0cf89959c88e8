package io.trunkline.blobs;

import io.trunkline.blobs.effects.BlobsEffects;
import io.trunkline.blobs.resource.BlobServiceType;
import io.trunkline.blobs.resource.ContainerType;
import io.trunkline.blobs.resource.StorageAccountType;
import io.trunkline.blobs.service.BlobService;
import io.trunkline.blobs.service.StorageAccess;
import io.trunkline.blobs.service.StorageAccounts;
import io.trunkline.blobs.state.BlobsCommand;
import io.trunkline.blobs.state.BlobsMachine;
import io.trunkline.blobs.wire.BlobOperations;
import io.trunkline.blobs.wire.BlobPlane;
import io.trunkline.blobs.wire.ContainerOperations;
import io.trunkline.identity.Authorizer;
import io.trunkline.identity.TokenVerifier;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.Kernel;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardId;
import io.trunkline.net.Endpoints;
import io.trunkline.net.http.HttpPlane;
import io.trunkline.resources.ResourceProvider;
import io.trunkline.resources.ResourceTree;
import io.trunkline.resources.SystemEvents;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** The composed blob storage of a node. */
public final class BlobStorage {
  /** The shard. */
  public static final ShardId SHARD = new ShardId("blobs");

  private final BlobService service;
  private final BlobPlane plane;
  private final ResourceProvider provider;

  /**
   * What blob storage needs from the rest of the node.
   *
   * @param tree asked only once the node is composed
   */
  public record Needs(
      Kernel kernel,
      TokenVerifier tokens,
      Authorizer authorizer,
      SystemEvents events,
      Supplier<ResourceTree> tree,
      Endpoints endpoints,
      InstantSource clock,
      IdSource ids) {}

  public BlobStorage(BlobsConfig config, Needs needs) {
    BlobsMachine machine = new BlobsMachine();
    Shard<BlobsCommand> shard =
        needs.kernel().open(SHARD, machine, new BlobsEffects(needs.events(), needs.endpoints()));
    this.service = new BlobService(shard, machine, config, needs.ids(), needs.clock());
    StorageAccounts accounts = new StorageAccounts();
    StorageAccess access = new StorageAccess(needs.tokens(), needs.authorizer(), needs.clock());
    this.plane =
        new BlobPlane(
            accounts,
            new ContainerOperations(access, service, needs.tree(), needs.endpoints()),
            new BlobOperations(access, service, config),
            config,
            needs.endpoints(),
            needs.ids());
    this.provider =
        new ResourceProvider(
            "Microsoft.Storage",
            List.of(
                new StorageAccountType(accounts, needs.endpoints(), needs.ids(), needs.tree()),
                new BlobServiceType(),
                new ContainerType(service)),
            List.of());
  }

  /** Returns the operations, for other rooms that keep something in a container. */
  public BlobService service() {
    return service;
  }

  public HttpPlane plane() {
    return plane;
  }

  public ResourceProvider provider() {
    return provider;
  }
}
