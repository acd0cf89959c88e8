package io.trunkline.events.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.AzureKeyCredential;
import com.azure.core.credential.AzureSasCredential;
import com.azure.core.credential.TokenCredential;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpClient;
import com.azure.core.http.netty.NettyAsyncHttpClientBuilder;
import com.azure.core.models.CloudEvent;
import com.azure.core.models.CloudEventDataFormat;
import com.azure.core.util.BinaryData;
import com.azure.messaging.eventgrid.EventGridEvent;
import com.azure.messaging.eventgrid.EventGridPublisherClient;
import com.azure.messaging.eventgrid.EventGridPublisherClientBuilder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.trunkline.events.EventsConfig;
import io.trunkline.events.testkit.EventsBench;
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
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

/** The unmodified azure-messaging-eventgrid client, over TLS. */
class PublisherSdkTest {
  private static final OffsetDateTime END =
      OffsetDateTime.of(2099, 1, 5, 3, 4, 5, 0, ZoneOffset.UTC);

  @TempDir Path directory;
  private final Vertx vertx = EventLoops.start();
  private HttpDoor door;
  private EventsBench bench;
  private HttpClient http;

  @BeforeEach
  void start() {
    NodeCertificates certificates =
        NodeCertificates.open(
            directory, NodeCertificates.names("localhost"), InstantSource.system());
    SpanRecorder tracing =
        new SpanRecorder(span -> {}, InstantSource.system(), RandomGenerator::getDefault);
    door = HttpDoor.open(vertx, HttpDoorConfig.loopback(0), certificates, List.of(late()), tracing);
    bench =
        new EventsBench(
            EventsConfig.defaults(),
            new Endpoints("localhost", 5672, 5671, door.port(), 8080, 5300));
    http =
        new NettyAsyncHttpClientBuilder(
                reactor.netty.http.client.HttpClient.create()
                    .secure(ssl -> ssl.sslContext(trusting(certificates))))
            .build();
  }

  @AfterEach
  void stop() {
    door.close();
    vertx.close().await();
  }

  /** The router's addresses name the port, which is known only once the door is open. */
  private HttpPlane late() {
    return new HttpPlane() {
      @Override
      public String name() {
        return "late";
      }

      @Override
      public boolean claims(RequestHead head) {
        return bench.router().plane().claims(head);
      }

      @Override
      public void handle(HttpServerRequest request, RequestHead head, Trace trace) {
        bench.router().plane().handle(request, head, trace);
      }
    };
  }

  private static SslContext trusting(NodeCertificates certificates) {
    try {
      return SslContextBuilder.forClient().trustManager(certificates.trustManager()).build();
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The ways in which a publisher proves itself. */
  private enum Credential {
    KEY,
    SIGNATURE,
    TOKEN
  }

  @ParameterizedTest
  @EnumSource(Credential.class)
  void eventGridEventsArriveAsTheClientReadsThem(Credential credential) {
    String endpoint = topic("EventGridSchema", "");
    EventGridPublisherClient<EventGridEvent> client =
        builder(endpoint, credential).buildEventGridEventPublisherClient();
    client.sendEvents(
        List.of(
            new EventGridEvent("/orders/1", "made", BinaryData.fromObject(Map.of("n", 1)), "1.0"),
            new EventGridEvent("/orders/2", "made", BinaryData.fromObject(Map.of("n", 2)), "1.0")));
    bench.settle();

    List<EventGridEvent> events =
        bench.webhooks.deliveries().stream()
            .map(call -> new String(call.body(), StandardCharsets.UTF_8))
            .flatMap(body -> EventGridEvent.fromString(body).stream())
            .toList();
    assertThat(events)
        .extracting(EventGridEvent::getSubject)
        .containsExactlyInAnyOrder("/orders/1", "/orders/2");
    assertThat(events).allMatch(event -> event.getTopic().equals(EventsBench.TOPICS + "orders"));
  }

  @ParameterizedTest
  @EnumSource(Credential.class)
  void cloudEventsArriveAsTheClientReadsThem(Credential credential) {
    String endpoint = topic("CloudEventSchemaV1_0", "");
    CloudEvent event =
        new CloudEvent(
                "/shop",
                "made",
                BinaryData.fromObject(Map.of("n", 1)),
                CloudEventDataFormat.JSON,
                "application/json")
            .addExtensionAttribute("priority", "high");
    builder(endpoint, credential).buildCloudEventPublisherClient().sendEvents(List.of(event));
    bench.settle();

    String body = new String(bench.webhooks.lastDelivery().body(), StandardCharsets.UTF_8);
    CloudEvent read = CloudEvent.fromString(body).getFirst();
    assertThat(read.getId()).isEqualTo(event.getId());
    assertThat(read.getSource()).isEqualTo("/shop");
    assertThat(read.getTime()).isEqualTo(event.getTime());
    assertThat(read.getExtensionAttributes()).containsEntry("priority", "high");
    assertThat((Object) read.getData().toObject(Map.class)).isEqualTo(Map.of("n", 1));
  }

  @Test
  void binaryDataOfACloudEventSurvives() {
    String endpoint = topic("CloudEventSchemaV1_0", "");
    CloudEvent event =
        new CloudEvent(
            "/shop",
            "made",
            BinaryData.fromBytes(new byte[] {0, 1, -1}),
            CloudEventDataFormat.BYTES,
            "x/y");
    builder(endpoint, Credential.KEY).buildCloudEventPublisherClient().sendEvent(event);
    bench.settle();
    String body = new String(bench.webhooks.lastDelivery().body(), StandardCharsets.UTF_8);
    assertThat(CloudEvent.fromString(body).getFirst().getData().toBytes())
        .containsExactly(0, 1, -1);
  }

  @ParameterizedTest
  @EnumSource(Credential.class)
  void customEventsAreMapped(Credential credential) {
    String endpoint =
        topic(
            "CustomEventSchema",
            """
            ,"inputSchemaMapping":{"inputSchemaMappingType":"Json","properties":{
              "eventType":{"sourceField":"kind"},"subject":{"defaultValue":"none"},
              "dataVersion":{"defaultValue":"1"}}}
            """);
    builder(endpoint, credential)
        .buildCustomEventPublisherClient()
        .sendEvent(BinaryData.fromObject(Map.of("kind", "made", "n", 1)));
    bench.settle();
    assertThat(new String(bench.webhooks.lastDelivery().body(), StandardCharsets.UTF_8))
        .contains("\"kind\":\"made\"");
  }

  @Test
  void theClientSeesWhyItIsRefused() {
    String endpoint = topic("EventGridSchema", "");
    EventGridEvent event =
        new EventGridEvent("s", "t", BinaryData.fromObject(Map.of("n", 1)), "1.0");
    EventGridPublisherClient<EventGridEvent> stranger =
        new EventGridPublisherClientBuilder()
            .endpoint(endpoint)
            .httpClient(http)
            .credential(new AzureKeyCredential("bm90IHRoZSBrZXk="))
            .buildEventGridEventPublisherClient();
    assertThatThrownBy(() -> stranger.sendEvent(event))
        .isInstanceOfSatisfying(
            HttpResponseException.class,
            e -> assertThat(e.getResponse().getStatusCode()).isEqualTo(401));

    EventGridPublisherClient<BinaryData> wrongSchema =
        builder(endpoint, Credential.KEY).buildCustomEventPublisherClient();
    assertThatThrownBy(() -> wrongSchema.sendEvent(BinaryData.fromObject(Map.of("n", 1))))
        .isInstanceOfSatisfying(
            HttpResponseException.class,
            e -> assertThat(e.getResponse().getStatusCode()).isEqualTo(400))
        .hasMessageContaining("eventTime");
    bench.settle();
    assertThat(bench.webhooks.deliveries()).isEmpty();
  }

  private String topic(String inputSchema, String more) {
    String id = EventsBench.TOPICS + "orders";
    bench.put(
        id,
        """
        {"location":"westeurope","properties":{"inputSchema":"%s"%s}}
        """
            .formatted(inputSchema, more));
    bench.subscribe("orders", "billing", "");
    return bench.view(id).at("/properties/endpoint").asText();
  }

  private EventGridPublisherClientBuilder builder(String endpoint, Credential credential) {
    EventGridPublisherClientBuilder builder =
        new EventGridPublisherClientBuilder().endpoint(endpoint).httpClient(http);
    AzureKeyCredential key = new AzureKeyCredential(bench.key("orders"));
    TokenCredential token = request -> Mono.just(new AccessToken(EventsBench.TOKEN, END));
    return switch (credential) {
      case KEY -> builder.credential(key);
      case SIGNATURE ->
          builder.credential(
              new AzureSasCredential(EventGridPublisherClient.generateSas(endpoint, key, END)));
      case TOKEN -> builder.credential(token);
    };
  }
}
