package io.trunkline.resources.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.http.netty.NettyAsyncHttpClientBuilder;
import com.azure.core.management.AzureEnvironment;
import com.azure.core.management.Region;
import com.azure.core.management.exception.ManagementException;
import com.azure.core.management.profile.AzureProfile;
import com.azure.resourcemanager.resources.ResourceManager;
import com.azure.resourcemanager.resources.models.Deployment;
import com.azure.resourcemanager.resources.models.DeploymentMode;
import com.azure.resourcemanager.resources.models.GenericResource;
import com.azure.resourcemanager.resources.models.ResourceGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.trunkline.net.Endpoints;
import io.trunkline.net.EventLoops;
import io.trunkline.net.http.HttpDoor;
import io.trunkline.net.http.HttpDoorConfig;
import io.trunkline.net.http.HttpPlane;
import io.trunkline.net.http.RequestHead;
import io.trunkline.net.tls.NodeCertificates;
import io.trunkline.net.tracing.SpanRecorder;
import io.trunkline.net.tracing.Trace;
import io.trunkline.resources.ControlPlaneBench;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/** The unmodified azure-resourcemanager-resources client, over TLS. */
class ResourceManagerSdkTest {
  @TempDir Path directory;
  private final Vertx vertx = EventLoops.start();
  private HttpDoor door;
  private ControlPlaneBench bench;
  private ResourceManager client;

  @BeforeEach
  void start() {
    NodeCertificates certificates =
        NodeCertificates.open(
            directory, NodeCertificates.names("localhost"), InstantSource.system());
    // The node's addresses name the port, which is known only once the door is open.
    HttpPlane late =
        new HttpPlane() {
          @Override
          public String name() {
            return "late";
          }

          @Override
          public boolean claims(RequestHead head) {
            return bench.manager.plane().claims(head);
          }

          @Override
          public void handle(HttpServerRequest request, RequestHead head, Trace trace) {
            bench.manager.plane().handle(request, head, trace);
          }
        };
    SpanRecorder tracing =
        new SpanRecorder(span -> {}, InstantSource.system(), () -> RandomGenerator.getDefault());
    door = HttpDoor.open(vertx, HttpDoorConfig.loopback(0), certificates, List.of(late), tracing);
    bench =
        ControlPlaneBench.started(new Endpoints("localhost", 5672, 5671, door.port(), 8080, 5300));
    client =
        ResourceManager.configure()
            .withHttpClient(
                new NettyAsyncHttpClientBuilder(
                        HttpClient.create().secure(ssl -> ssl.sslContext(trusting(certificates))))
                    .build())
            .authenticate(token(), profile())
            .withSubscription(ControlPlaneBench.SUBSCRIPTION);
  }

  @AfterEach
  void stop() {
    door.close();
    vertx.close().await();
  }

  private static SslContext trusting(NodeCertificates certificates) {
    try {
      return SslContextBuilder.forClient().trustManager(certificates.trustManager()).build();
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TokenCredential token() {
    OffsetDateTime end = OffsetDateTime.of(2099, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
    return request -> Mono.just(new AccessToken("sdk", end));
  }

  private AzureProfile profile() {
    String base = "https://localhost:" + door.port() + "/";
    Map<String, String> endpoints = new HashMap<>(AzureEnvironment.AZURE.getEndpoints());
    endpoints.put("resourceManagerEndpointUrl", base);
    endpoints.put("managementEndpointUrl", base);
    endpoints.put("activeDirectoryEndpointUrl", base);
    return new AzureProfile(
        ControlPlaneBench.TENANT, ControlPlaneBench.SUBSCRIPTION, new AzureEnvironment(endpoints));
  }

  @Test
  void groupsAreCreatedListedAndDeleted() {
    ResourceGroup group =
        client
            .resourceGroups()
            .define("made")
            .withRegion(Region.EUROPE_WEST)
            .withTag("team", "a")
            .create();

    assertThat(group.provisioningState()).isEqualTo("Succeeded");
    assertThat(client.resourceGroups().list().stream().map(ResourceGroup::name))
        .containsExactlyInAnyOrder("made", "rg");
    assertThat(client.resourceGroups().contain("made")).isTrue();
    client.resourceGroups().deleteByName("made");
    assertThat(client.resourceGroups().contain("made")).isFalse();
  }

  @Test
  void genericResourcesAreCreatedReadAndDeleted() {
    GenericResource box =
        client
            .genericResources()
            .define("b")
            .withRegion(Region.EUROPE_WEST)
            .withExistingResourceGroup("rg")
            .withResourceType("boxes")
            .withProviderNamespace("Test.Fake")
            .withoutPlan()
            .withProperties(Map.of("size", 3))
            .create();

    assertThat(box.properties()).asString().contains("size=3").contains("endpoint=https://b");
    assertThat(
            client.genericResources().listByResourceGroup("rg").stream().map(GenericResource::name))
        .containsExactly("b");
    client.genericResources().deleteById(box.id());
    assertThat(bench.types.alive).isEmpty();
  }

  @Test
  void aTemplateIsDeployedAndItsOutputsRead() throws Exception {
    Deployment deployment =
        client
            .deployments()
            .define("d1")
            .withExistingResourceGroup("rg")
            .withTemplate(
                """
                {
                  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
                  "contentVersion": "1.0.0.0",
                  "parameters": {"name": {"type": "string"}},
                  "resources": [{
                    "type": "Test.Fake/boxes", "apiVersion": "2024-01-01",
                    "name": "[parameters('name')]", "location": "[resourceGroup().location]"
                  }],
                  "outputs": {"endpoint": {"type": "string", "value": "[reference(parameters('name')).endpoint]"}}
                }
                """)
            .withParameters("{\"name\": {\"value\": \"b\"}}")
            .withMode(DeploymentMode.INCREMENTAL)
            .create();

    assertThat(deployment.provisioningState()).isEqualTo("Succeeded");
    assertThat(deployment.outputs()).asString().contains("https://b");
    assertThat(
            deployment.deploymentOperations().list().stream()
                .map(it -> it.targetResource().resourceName()))
        .containsExactly("b");
  }

  @Test
  void aTemplateThatCannotBeDeployedIsAnErrorWithItsCode() {
    assertThatThrownBy(
            () ->
                client
                    .deployments()
                    .define("d2")
                    .withExistingResourceGroup("rg")
                    .withTemplate(
                        "{\"contentVersion\": \"1.0.0.0\", \"resources\": [{\"type\":"
                            + " \"No.Such/x\", \"apiVersion\": \"1\", \"name\": \"n\"}]}")
                    .withParameters("{}")
                    .withMode(DeploymentMode.INCREMENTAL)
                    .create())
        .isInstanceOfSatisfying(
            ManagementException.class,
            e -> assertThat(e.getValue().getCode()).isEqualTo("InvalidTemplate"));
  }

  @Test
  void subscriptionsTenantsAndProvidersAreListed() {
    assertThat(client.subscriptions().list()).hasSize(1);
    assertThat(client.tenants().list()).hasSize(1);
    assertThat(client.providers().getByName("Test.Fake").registrationState())
        .isEqualTo("Registered");
  }
}
