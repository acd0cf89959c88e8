package io.trunkline.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.netty.NettyAsyncHttpClientBuilder;
import com.azure.identity.ClientCertificateCredentialBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.nimbusds.jose.jwk.RSAKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.trunkline.identity.Applications.ClientSecret;
import io.trunkline.identity.service.Registry;
import io.trunkline.identity.service.SigningKeys;
import io.trunkline.identity.state.Application;
import io.trunkline.identity.state.SigningKey.Use;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.memory.MemoryKernel;
import io.trunkline.net.Endpoints;
import io.trunkline.net.EventLoops;
import io.trunkline.net.http.HttpDoor;
import io.trunkline.net.http.HttpDoorConfig;
import io.trunkline.net.http.HttpPlane;
import io.trunkline.net.http.RequestHead;
import io.trunkline.net.tls.NodeCertificates;
import io.trunkline.net.tracing.SpanRecorder;
import io.trunkline.net.tracing.Trace;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/** The unmodified Azure Identity library against real doors, trusting the generated authority. */
class AzureIdentityTest {
  private static final TokenRequestContext BUS =
      new TokenRequestContext().addScopes("https://servicebus.azure.net/.default");
  private static final ManagedIdentity WORKER =
      new ManagedIdentity(
          "/subscriptions/s/resourcegroups/g/providers/Microsoft.ManagedIdentity"
              + "/userAssignedIdentities/worker",
          "aaaaaaaa-0000-0000-0000-000000000001",
          "aaaaaaaa-0000-0000-0000-000000000002",
          false);

  private static Vertx vertx;
  private static HttpDoor door;
  private static HttpDoor secureDoor;
  private static Identity identity;
  private static com.azure.core.http.HttpClient httpClient;

  @BeforeAll
  static void open(@TempDir Path directory) throws Exception {
    vertx = EventLoops.start();
    InstantSource clock = InstantSource.system();
    NodeCertificates certificates =
        NodeCertificates.open(directory, NodeCertificates.names("localhost"), clock);
    SpanRecorder tracing = new SpanRecorder(span -> {}, clock, ThreadLocalRandom::current);
    // Addresses are made from the ports, and the ports are known once the doors are open.
    List<HttpPlane> planes = List.of(new LatePlane(() -> identity.plane()));
    door = HttpDoor.open(vertx, HttpDoorConfig.loopback(0), null, planes, tracing);
    secureDoor = HttpDoor.open(vertx, HttpDoorConfig.loopback(0), certificates, planes, tracing);
    identity =
        Identity.open(
            new MemoryKernel(clock),
            IdentitySettings.defaults(IdentityFixture.TENANT).withInstanceMetadata(true),
            new Endpoints("localhost", 0, 0, secureDoor.port(), door.port(), 0),
            IdentityFixture.HEADER,
            IdSource.secure(),
            clock);
    identity.directory().putManagedIdentity(WORKER);
    SslContext trust =
        SslContextBuilder.forClient().trustManager(certificates.caFile().toFile()).build();
    httpClient =
        new NettyAsyncHttpClientBuilder(HttpClient.create().secure(spec -> spec.sslContext(trust)))
            .build();
  }

  @AfterAll
  static void close() {
    secureDoor.close();
    door.close();
    vertx.close().await();
  }

  @Test
  void aClientSecretBringsATokenThatIsAccepted() {
    ClientSecret secret = identity.issueAdministratorSecret();
    AccessToken token = credential(secret.secret()).getTokenSync(BUS);
    Caller.TokenCaller caller =
        identity.tokenVerifier().verify(token.getToken(), Audiences.SERVICE_BUS);
    assertThat(caller.principal().clientId()).isEqualTo(secret.clientId());
    assertThat(
            identity
                .authorizer()
                .allows(
                    caller, Permission.management("Microsoft.ServiceBus/namespaces/write", "/a/b")))
        .isTrue();
  }

  @Test
  void aClientCertificateBringsAToken(@TempDir Path directory) throws Exception {
    RSAKey key =
        RSAKey.parse(SigningKeys.generate(Use.NEXT, InstantSource.system().instant()).jwk());
    String certificate = key.getX509CertChain().getFirst().toString();
    Path pem = directory.resolve("client.pem");
    Files.writeString(
        pem,
        pem("PRIVATE KEY", Base64.getEncoder().encodeToString(key.toPrivateKey().getEncoded()))
            + pem("CERTIFICATE", certificate));
    Registry registry = (Registry) identity.applications();
    Application application =
        registry.createApplication("certified", List.of(), List.of(), 1, List.of(certificate));
    registry.createPrincipal(application.appId());
    TokenCredential credential =
        new ClientCertificateCredentialBuilder()
            .authorityHost("https://localhost:" + secureDoor.port() + "/")
            .disableInstanceDiscovery()
            .tenantId(IdentityFixture.TENANT)
            .clientId(application.appId())
            .pemCertificate(pem.toString())
            .httpClient(httpClient)
            .build();
    String token = credential.getTokenSync(BUS).getToken();
    assertThat(
            identity.tokenVerifier().verify(token, Audiences.SERVICE_BUS).principal().displayName())
        .isEqualTo("certified");
  }

  private static String pem(String label, String base64) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, base64, label);
  }

  @Test
  void theResourceManagersScopeWithTwoSlashesWorks() {
    ClientSecret secret = identity.issueAdministratorSecret();
    AccessToken token =
        credential(secret.secret())
            .getTokenSync(
                new TokenRequestContext()
                    .addScopes("https://management.core.windows.net//.default"));
    assertThat(
            identity
                .tokenVerifier()
                .verify(token.getToken(), Audiences.RESOURCE_MANAGER)
                .audience())
        .isEqualTo("https://management.core.windows.net/");
  }

  @Test
  void aWrongSecretIsAnAuthenticationFailure() {
    assertThatThrownBy(() -> credential("wrong").getTokenSync(BUS))
        .hasMessageContaining("AADSTS7000215");
  }

  @Test
  void anUnknownTenantIsAnAuthenticationFailure() {
    ClientSecret secret = identity.issueAdministratorSecret();
    TokenCredential credential =
        new ClientSecretCredentialBuilder()
            .authorityHost("https://localhost:" + secureDoor.port() + "/")
            .disableInstanceDiscovery()
            .tenantId("33333333-3333-3333-3333-333333333333")
            .clientId(secret.clientId())
            .clientSecret(secret.secret())
            .httpClient(httpClient)
            .build();
    assertThatThrownBy(() -> credential.getTokenSync(BUS)).hasMessageContaining("AADSTS90002");
  }

  @Test
  void aHostedWorkloadGetsTheTokenOfItsIdentity() throws Exception {
    // The library reads these names from the environment only, so it gets a process of its own.
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            HostedWorkload.class.getName(),
            WORKER.clientId());
    builder
        .environment()
        .put("IDENTITY_ENDPOINT", "http://127.0.0.1:" + door.port() + "/msi/token");
    builder.environment().put("IDENTITY_HEADER", IdentityFixture.HEADER);
    builder.environment().put("NO_PROXY", "127.0.0.1");
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process workload = builder.start();
    String token = new String(workload.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(workload.waitFor()).isZero();
    assertWorker(token.strip().lines().toList().getLast());
  }

  @Test
  void aMachineGetsTheTokenOfAnIdentity() {
    TokenCredential credential =
        new ManagedIdentityCredentialBuilder()
            .clientId(WORKER.clientId())
            .httpClient(new Redirected(httpClient, "169.254.169.254", door.port()))
            .build();
    assertWorker(credential.getTokenSync(BUS).getToken());
  }

  private static void assertWorker(String token) {
    Caller.TokenCaller caller = identity.tokenVerifier().verify(token, Audiences.SERVICE_BUS);
    assertThat(caller.principal().objectId()).isEqualTo(WORKER.principalId());
  }

  private static TokenCredential credential(String secret) {
    return new ClientSecretCredentialBuilder()
        .authorityHost("https://localhost:" + secureDoor.port() + "/")
        .disableInstanceDiscovery()
        .tenantId(IdentityFixture.TENANT)
        .clientId(identity.administratorClientId())
        .clientSecret(secret)
        .httpClient(httpClient)
        .build();
  }

  /** Sends what is meant for {@code host} to a port of this machine, as a route would. */
  private record Redirected(com.azure.core.http.HttpClient client, String host, int port)
      implements com.azure.core.http.HttpClient {
    @Override
    public Mono<HttpResponse> send(HttpRequest request) {
      if (request.getUrl().getHost().equals(host)) {
        request.setUrl("http://localhost:" + port + request.getUrl().getFile());
      }
      return client.send(request);
    }
  }

  /** Stands in for a plane that is made later. */
  private record LatePlane(Supplier<HttpPlane> plane) implements HttpPlane {
    @Override
    public String name() {
      return plane.get().name();
    }

    @Override
    public boolean claims(RequestHead head) {
      return plane.get().claims(head);
    }

    @Override
    public void handle(HttpServerRequest request, RequestHead head, Trace trace) {
      plane.get().handle(request, head, trace);
    }
  }
}
