package io.trunkline.blobs.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.AccessToken;
import com.azure.core.http.HttpClient;
import com.azure.core.http.netty.NettyAsyncHttpClientBuilder;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.models.BlobContainerItem;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobListDetails;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.BlockListType;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.models.ParallelTransferOptions;
import com.azure.storage.blob.options.BlobParallelUploadOptions;
import com.azure.storage.blob.sas.BlobContainerSasPermission;
import com.azure.storage.blob.sas.BlobSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import com.azure.storage.common.sas.AccountSasPermission;
import com.azure.storage.common.sas.AccountSasResourceType;
import com.azure.storage.common.sas.AccountSasService;
import com.azure.storage.common.sas.AccountSasSignatureValues;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.trunkline.blobs.BlobsConfig;
import io.trunkline.blobs.testkit.BlobsBench;
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
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** The unmodified azure-storage-blob client, over TLS. */
class BlobSdkTest {
  private static final OffsetDateTime END =
      OffsetDateTime.of(2099, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

  private static Vertx vertx;
  private static HttpDoor door;
  private static BlobsBench bench;
  private static HttpClient http;

  private BlobServiceClient service;
  private BlobContainerClient container;

  @BeforeAll
  static void start(@TempDir Path directory) {
    vertx = EventLoops.start();
    NodeCertificates certificates =
        NodeCertificates.open(
            directory, NodeCertificates.names("localhost"), InstantSource.system());
    SpanRecorder tracing =
        new SpanRecorder(span -> {}, InstantSource.system(), RandomGenerator::getDefault);
    door = HttpDoor.open(vertx, HttpDoorConfig.loopback(0), certificates, List.of(late()), tracing);
    bench =
        new BlobsBench(
            BlobsConfig.defaults(),
            new Endpoints("localhost", 5672, 5671, door.port(), 8080, 5300));
    http =
        new NettyAsyncHttpClientBuilder(
                reactor.netty.http.client.HttpClient.create()
                    .secure(ssl -> ssl.sslContext(trusting(certificates))))
            .build();
  }

  @AfterAll
  static void stop() {
    door.close();
    vertx.close().await();
  }

  @BeforeEach
  void container() {
    service = withKey(bench.key());
    container = service.getBlobContainerClient("box");
    container.deleteIfExists();
    container.create();
  }

  /** The addresses of the account name the port, which is known only once the door is open. */
  private static HttpPlane late() {
    return new HttpPlane() {
      @Override
      public String name() {
        return "late";
      }

      @Override
      public boolean claims(RequestHead head) {
        return bench.storage().plane().claims(head);
      }

      @Override
      public void handle(HttpServerRequest request, RequestHead head, Trace trace) {
        bench.storage().plane().handle(request, head, trace);
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

  private static BlobServiceClientBuilder builder() {
    return new BlobServiceClientBuilder()
        .endpoint(bench.view(BlobsBench.ACCOUNT).at("/properties/primaryEndpoints/blob").asText())
        .retryOptions(
            new RequestRetryOptions(RetryPolicyType.FIXED, 1, (Integer) null, null, null, null))
        .httpClient(http);
  }

  private static BlobServiceClient withKey(String key) {
    return builder().credential(new StorageSharedKeyCredential("store", key)).buildClient();
  }

  private static BlobServiceClient withSignature(String signature) {
    return builder().sasToken(signature).buildClient();
  }

  @Test
  void containersAreCreatedListedAndDeleted() {
    service.createBlobContainer("other");
    assertThat(service.listBlobContainers().stream().map(BlobContainerItem::getName))
        .containsExactly("box", "other");
    assertThat(container.exists()).isTrue();
    assertThat(container.getProperties().getETag()).isNotEmpty();
    assertError(409, BlobErrorCode.CONTAINER_ALREADY_EXISTS, () -> container.create());
    assertThat(service.createBlobContainerIfNotExists("box").exists()).isTrue();
    service.deleteBlobContainer("other");
    assertThat(service.getBlobContainerClient("other").exists()).isFalse();
    assertError(
        404,
        BlobErrorCode.CONTAINER_NOT_FOUND,
        () -> service.getBlobContainerClient("other").getBlobClient("x").upload(text("x")));
    assertError(
        400, BlobErrorCode.INVALID_RESOURCE_NAME, () -> service.createBlobContainer("no--good"));
  }

  @Test
  void aSmallBlobComesBack() {
    BlobClient blob = container.getBlobClient("dir/Größe & more.txt");
    blob.uploadWithResponse(
        new BlobParallelUploadOptions(text("hello"))
            .setHeaders(new BlobHttpHeaders().setContentType("text/plain"))
            .setMetadata(Map.of("colour", "blue", "size_x", "7")),
        null,
        Context.NONE);

    assertThat(blob.downloadContent()).hasToString("hello");
    assertThat(blob.getProperties().getContentType()).isEqualTo("text/plain");
    assertThat(blob.getProperties().getBlobSize()).isEqualTo(5);
    assertThat(blob.getProperties().getMetadata())
        .isEqualTo(Map.of("colour", "blue", "size_x", "7"));
    assertThat(container.listBlobs().stream().map(BlobItem::getName))
        .containsExactly("dir/Größe & more.txt");
  }

  @Test
  void anEmptyBlobComesBack() {
    BlobClient blob = container.getBlobClient("empty");
    blob.upload(BinaryData.fromBytes(new byte[0]));
    assertThat(blob.downloadContent().toBytes()).isEmpty();
    assertThat(blob.getProperties().getBlobSize()).isZero();
  }

  @Test
  void aLargeBlobIsSentInBlocksAndReadInRanges() {
    byte[] content = new byte[3_500_000];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i * 31 + i / 251);
    }
    BlobClient blob = container.getBlobClient("large");
    blob.uploadWithResponse(
        new BlobParallelUploadOptions(BinaryData.fromBytes(content))
            .setParallelTransferOptions(
                new ParallelTransferOptions()
                    .setBlockSizeLong(1_000_000L)
                    .setMaxSingleUploadSizeLong(1_000L)
                    .setMaxConcurrency(2)),
        null,
        Context.NONE);

    assertThat(blob.getBlockBlobClient().listBlocks(BlockListType.ALL).getCommittedBlocks())
        .hasSize(4);
    assertThat(blob.downloadContent().toBytes()).isEqualTo(content);
    ByteArrayOutputStream part = new ByteArrayOutputStream();
    blob.downloadStreamWithResponse(
        part, new BlobRange(999_990, 1_100_000L), null, null, false, null, null);
    assertThat(part.toByteArray()).isEqualTo(Arrays.copyOfRange(content, 999_990, 2_099_990));
  }

  @Test
  void blocksAreListedBeforeTheyAreCommitted() {
    BlobClient blob = container.getBlobClient("blocks");
    String id = Base64.getEncoder().encodeToString("1".getBytes(StandardCharsets.UTF_8));
    blob.getBlockBlobClient().stageBlock(id, text("one"));
    assertThat(blob.getBlockBlobClient().listBlocks(BlockListType.ALL).getUncommittedBlocks())
        .hasSize(1);
    assertThat(blob.exists()).isFalse();
    blob.getBlockBlobClient().commitBlockList(List.of(id));
    assertThat(blob.downloadContent()).hasToString("one");
    assertError(
        400,
        BlobErrorCode.INVALID_BLOCK_LIST,
        () -> blob.getBlockBlobClient().commitBlockList(List.of("Mg=="), true));
  }

  @Test
  void rangesOutsideOfABlobAreRefused() {
    BlobClient blob = container.getBlobClient("a");
    blob.upload(text("hello"));
    assertError(
        416,
        BlobErrorCode.INVALID_RANGE,
        () ->
            blob.downloadStreamWithResponse(
                new ByteArrayOutputStream(), new BlobRange(5), null, null, false, null, null));
  }

  @Test
  void listsArePagedAndGroupedByPrefix() {
    for (String name : List.of("a", "d/1", "d/2", "e", "f")) {
      container.getBlobClient(name).upload(text(name));
    }
    ListBlobsOptions two = new ListBlobsOptions().setMaxResultsPerPage(2);
    assertThat(container.listBlobs(two, null).streamByPage().map(page -> page.getValue().size()))
        .containsExactly(2, 2, 1);
    assertThat(container.listBlobsByHierarchy("/", two, null).stream().map(BlobItem::getName))
        .containsExactly("a", "d/", "e", "f");
    assertThat(container.listBlobsByHierarchy("d/").stream().map(BlobItem::getName))
        .containsExactly("d/1", "d/2");
  }

  @Test
  void metadataIsChangedAndListed() {
    BlobClient blob = container.getBlobClient("a");
    blob.upload(text("x"));
    blob.setMetadata(Map.of("state", "done"));
    blob.setHttpHeaders(new BlobHttpHeaders().setContentType("x/y").setCacheControl("no-store"));
    assertThat(blob.getProperties().getCacheControl()).isEqualTo("no-store");
    ListBlobsOptions options =
        new ListBlobsOptions().setDetails(new BlobListDetails().setRetrieveMetadata(true));
    BlobItem item = container.listBlobs(options, null).stream().findFirst().orElseThrow();
    assertThat(item.getMetadata()).isEqualTo(Map.of("state", "done"));
    assertThat(item.getProperties().getContentType()).isEqualTo("x/y");
  }

  @Test
  void whatIsThereIsNotOverwrittenUnlessAskedFor() {
    BlobClient blob = container.getBlobClient("a");
    blob.upload(text("one"));
    assertError(409, BlobErrorCode.BLOB_ALREADY_EXISTS, () -> blob.upload(text("two")));
    blob.upload(text("two"), true);
    assertThat(blob.downloadContent()).hasToString("two");
  }

  @Test
  void conditionsAreKept() {
    BlobClient blob = container.getBlobClient("a");
    blob.upload(text("one"));
    String etag = blob.getProperties().getETag();
    blob.upload(text("two"), true);
    assertError(
        412,
        BlobErrorCode.CONDITION_NOT_MET,
        () ->
            blob.deleteWithResponse(
                null, new BlobRequestConditions().setIfMatch(etag), null, null));
    blob.deleteWithResponse(
        null, new BlobRequestConditions().setIfMatch(blob.getProperties().getETag()), null, null);
    assertThat(blob.exists()).isFalse();
    assertThat(blob.deleteIfExists()).isFalse();
    assertError(404, BlobErrorCode.BLOB_NOT_FOUND, blob::downloadContent);
  }

  @Test
  void aSignatureOfTheAccountAllowsWhatItNames() {
    BlobServiceClient reader =
        withSignature(
            service.generateAccountSas(
                new AccountSasSignatureValues(
                    END,
                    new AccountSasPermission().setReadPermission(true).setListPermission(true),
                    new AccountSasService().setBlobAccess(true),
                    new AccountSasResourceType()
                        .setService(true)
                        .setContainer(true)
                        .setObject(true))));
    container.getBlobClient("a").upload(text("one"));
    assertThat(reader.listBlobContainers()).isNotEmpty();
    BlobContainerClient box = reader.getBlobContainerClient("box");
    assertThat(box.listBlobs()).hasSize(1);
    assertThat(box.getBlobClient("a").downloadContent()).hasToString("one");
    assertError(403, () -> box.getBlobClient("a").upload(text("two"), true));
    assertError(403, () -> reader.createBlobContainer("other"));
  }

  @Test
  void aSignatureOfABlobIsForThatBlobAlone() {
    BlobClient blob = container.getBlobClient("dir/a b");
    blob.upload(text("one"));
    container.getBlobClient("other").upload(text("two"));
    String signature =
        blob.generateSas(
            new BlobServiceSasSignatureValues(END, new BlobSasPermission().setReadPermission(true))
                .setContentType("text/html"));
    BlobContainerClient reader = withSignature(signature).getBlobContainerClient("box");
    assertThat(reader.getBlobClient("dir/a b").downloadContent()).hasToString("one");
    assertThat(reader.getBlobClient("dir/a b").getProperties().getContentType())
        .isEqualTo("text/html");
    assertError(403, () -> reader.getBlobClient("other").downloadContent());
    assertError(403, () -> reader.getBlobClient("dir/a b").delete());
  }

  @Test
  void aSignatureOfAContainerReachesItsBlobsAndNotTheContainerItself() {
    String signature =
        container.generateSas(
            new BlobServiceSasSignatureValues(
                END,
                new BlobContainerSasPermission()
                    .setReadPermission(true)
                    .setCreatePermission(true)
                    .setDeletePermission(true)
                    .setListPermission(true)));
    BlobContainerClient client = withSignature(signature).getBlobContainerClient("box");
    client.getBlobClient("a").upload(text("one"));
    assertThat(client.listBlobs()).hasSize(1);
    assertError(403, () -> client.getBlobClient("a").upload(text("two"), true));
    client.getBlobClient("a").delete();
    assertError(403, client::delete);
  }

  @Test
  void signaturesEnd() {
    String signature =
        container.generateSas(
            new BlobServiceSasSignatureValues(
                OffsetDateTime.of(2029, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC),
                new BlobContainerSasPermission().setListPermission(true)));
    BlobContainerClient late = withSignature(signature).getBlobContainerClient("box");
    assertError(403, BlobErrorCode.AUTHENTICATION_FAILED, () -> late.listBlobs().stream().count());
  }

  @Test
  void tokensAreChecked() {
    BlobServiceClient owner = withToken(BlobsBench.TOKEN);
    owner.getBlobContainerClient("box").getBlobClient("a").upload(text("one"));
    assertThat(container.getBlobClient("a").downloadContent()).hasToString("one");
    BlobContainerClient stranger = withToken("stranger").getBlobContainerClient("box");
    assertError(
        403,
        BlobErrorCode.AUTHORIZATION_PERMISSION_MISMATCH,
        () -> stranger.getBlobClient("a").downloadContent());
  }

  @Test
  void aWrongKeyIsRefused() {
    BlobServiceClient thief = withKey(Base64.getEncoder().encodeToString(new byte[64]));
    assertError(
        403,
        BlobErrorCode.AUTHENTICATION_FAILED,
        () -> thief.getBlobContainerClient("box").getBlobClient("a").upload(text("x")));
  }

  private static BlobServiceClient withToken(String token) {
    return builder().credential(request -> Mono.just(new AccessToken(token, END))).buildClient();
  }

  private static BinaryData text(String text) {
    return BinaryData.fromString(text);
  }

  private static void assertError(int status, BlobErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BlobStorageException.class,
            e -> {
              assertThat(e.getStatusCode()).as(e.getMessage()).isEqualTo(status);
              assertThat(e.getErrorCode()).isEqualTo(code);
            });
  }

  private static void assertError(int status, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BlobStorageException.class,
            e -> assertThat(e.getStatusCode()).as(e.getMessage()).isEqualTo(status));
  }
}
