package io.trunkline.identity;

import io.trunkline.identity.effects.KeyRotation;
import io.trunkline.identity.service.ClientAssertions;
import io.trunkline.identity.service.ClientCredentials;
import io.trunkline.identity.service.IdentityTokens;
import io.trunkline.identity.service.Issuers;
import io.trunkline.identity.service.KeyRing;
import io.trunkline.identity.service.LocalCertificateVerifier;
import io.trunkline.identity.service.LocalTokenVerifier;
import io.trunkline.identity.service.Registry;
import io.trunkline.identity.service.RoleAuthorizer;
import io.trunkline.identity.service.ShardDirectory;
import io.trunkline.identity.service.TenantSetup;
import io.trunkline.identity.service.TokenIssuer;
import io.trunkline.identity.state.DirectoryIndex;
import io.trunkline.identity.state.IdentityCommand;
import io.trunkline.identity.state.IdentityMachine;
import io.trunkline.identity.wire.GraphEndpoint;
import io.trunkline.identity.wire.IdentityPlane;
import io.trunkline.identity.wire.ManagedIdentityEndpoint;
import io.trunkline.identity.wire.MetadataEndpoint;
import io.trunkline.identity.wire.TokenEndpoint;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.Kernel;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardId;
import io.trunkline.net.Endpoints;
import io.trunkline.net.http.CallPlane;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Identity, put together on the shard {@code identity}. */
public final class Identity {
  /** The shard. */
  public static final ShardId SHARD = new ShardId("identity");

  private final DirectoryIndex index;
  private final Supplier<CompletableFuture<Void>> caughtUp;
  private final Registry registry;
  private final Directory directory;
  private final Authorizer authorizer;
  private final TokenVerifier verifier;
  private final CertificateVerifier certificates;
  private final IdentityTokens managedIdentityTokens;
  private final CallPlane plane;

  private Identity(
      Shard<IdentityCommand> shard,
      DirectoryIndex index,
      IdentitySettings settings,
      Endpoints endpoints,
      String identityHeader,
      IdSource ids,
      InstantSource clock) {
    this.index = index;
    this.caughtUp = () -> shard.query(() -> null);
    Issuers issuers = new Issuers(endpoints.httpsBase(), settings.tenantId());
    KeyRing keys = new KeyRing(index);
    TokenIssuer issuer = new TokenIssuer(settings, issuers, index, keys, ids, clock);
    ClientCredentials grants =
        new ClientCredentials(
            index, issuer, new ClientAssertions(issuers, clock), clock, endpoints.host());
    this.registry = new Registry(shard, index, settings, ids, clock);
    this.directory = new ShardDirectory(shard, index);
    this.authorizer = new RoleAuthorizer(index);
    this.verifier = new LocalTokenVerifier(index, keys, issuers, clock);
    this.certificates = new LocalCertificateVerifier(index, issuers, clock);
    this.managedIdentityTokens =
        new IdentityTokens(index, grants, keys, settings.tenantId(), clock);
    this.plane =
        new IdentityPlane(
            endpoints.host(),
            new TokenEndpoint(grants, settings.tenantId(), clock),
            new MetadataEndpoint(issuers, keys, clock),
            new ManagedIdentityEndpoint(
                index, managedIdentityTokens, settings.instanceMetadata(), identityHeader),
            new GraphEndpoint(index, registry, verifier, authorizer));
  }

  /**
   * Opens identity; the first time it makes the tenant, its signing key and an administrator.
   * Blocks until it can answer.
   *
   * @param endpoints tell issuers and addresses
   * @param identityHeader secret that callers of the App Service endpoint {@code /msi/token} have
   *     to send; empty turns that endpoint off
   * @throws IllegalStateException when the shard belongs to another tenant
   */
  public static Identity open(
      Kernel kernel,
      IdentitySettings settings,
      Endpoints endpoints,
      String identityHeader,
      IdSource ids,
      InstantSource clock) {
    IdentityMachine machine = new IdentityMachine();
    Shard<IdentityCommand> shard = kernel.open(SHARD, machine, new KeyRotation(clock));
    TenantSetup.prepare(shard, machine.index(), settings, ids, clock);
    return new Identity(shard, machine.index(), settings, endpoints, identityHeader, ids, clock);
  }

  /**
   * Makes a secret for the administrator, who is Owner at the root. It is returned this once: a
   * node asks for one when its file with the secret is missing.
   */
  public Applications.ClientSecret issueAdministratorSecret() {
    return registry.addSecret(administratorClientId(), "administrator");
  }

  /** Returns the client id of the administrator that was made at first start. */
  public String administratorClientId() {
    return index.tenant().orElseThrow().administratorClientId();
  }

  public Applications applications() {
    return registry;
  }

  public Directory directory() {
    return directory;
  }

  public Authorizer authorizer() {
    return authorizer;
  }

  public TokenVerifier tokenVerifier() {
    return verifier;
  }

  public CertificateVerifier certificateVerifier() {
    return certificates;
  }

  public ManagedIdentityTokens managedIdentityTokens() {
    return managedIdentityTokens;
  }

  /** Completes once this node's directory holds everything that was committed before the call. */
  public CompletableFuture<Void> caughtUp() {
    return caughtUp.get();
  }

  /** Returns what stands first behind the HTTP doors. */
  public CallPlane plane() {
    return plane;
  }
}
