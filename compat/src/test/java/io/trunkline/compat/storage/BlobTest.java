package io.trunkline.compat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.sas.BlobSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.compat.node.SharedNode;
import io.trunkline.compat.node.TestApplication;
import io.trunkline.compat.node.TestNode;
import io.trunkline.compat.node.Webhook;
import io.trunkline.compat.parity.Client;
import io.trunkline.compat.parity.Parity;
import io.trunkline.compat.parity.Service;
import io.trunkline.net.codec.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Block blobs with a shared key, a signature and a token; BlobCreated to a webhook. */
@ExtendWith(SharedNode.class)
class BlobTest {
  private static final String ACCOUNT = "compatfiles";
  private static final String BLOB_READER = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";

  private final TestNode node;
  private final String accountId;
  private String endpoint = "";
  private String key = "";

  BlobTest(TestNode node) {
    this.node = node;
    this.accountId = node.id("Microsoft.Storage/storageAccounts/" + ACCOUNT);
  }

  @BeforeEach
  void makeAccount() {
    ObjectNode body = Json.object().put("location", "local").put("kind", "StorageV2");
    body.putObject("sku").put("name", "Standard_LRS");
    body.putObject("properties").put("allowSharedKeyAccess", true);
    node.put(accountId, "2023-05-01", body);
    endpoint = node.get(accountId, "2023-05-01").at("/properties/primaryEndpoints/blob").asText();
    key = node.post(accountId + "/listKeys", "2023-05-01").at("/keys/0/value").asText();
  }

  private BlobServiceClient client(String accountKey) {
    return new BlobServiceClientBuilder()
        .endpoint(endpoint)
        .credential(new StorageSharedKeyCredential(ACCOUNT, accountKey))
        .buildClient();
  }

  @Test
  @Parity(
      service = Service.STORAGE,
      feature = "containers and block blobs: put, get, list, delete",
      client = Client.BLOB_JAVA)
  void blobsArePutReadListedAndDeleted() {
    BlobContainerClient container = client(key).createBlobContainer("files");
    container.getBlobClient("a/one.txt").upload(BinaryData.fromString("one"));
    container.getBlobClient("b/two.txt").upload(BinaryData.fromString("two"));
    assertThat(container.getBlobClient("a/one.txt").downloadContent()).hasToString("one");
    assertThat(container.listBlobs().stream().map(BlobItem::getName))
        .containsExactly("a/one.txt", "b/two.txt");
    assertThat(
            container.listBlobsByHierarchy("/", new ListBlobsOptions(), null).stream()
                .map(BlobItem::getName))
        .containsExactly("a/", "b/");
    container.getBlobClient("a/one.txt").delete();
    assertThatThrownBy(() -> container.getBlobClient("a/one.txt").downloadContent())
        .isInstanceOfSatisfying(
            BlobStorageException.class,
            e -> assertThat(e.getErrorCode()).isEqualTo(BlobErrorCode.BLOB_NOT_FOUND));
    container.delete();
  }

  @Test
  @Parity(
      service = Service.STORAGE,
      feature = "shared key, service SAS and token; a wrong key is 403",
      client = Client.BLOB_JAVA)
  void everyWayInIsChecked() {
    BlobContainerClient container = client(key).createBlobContainer("guarded");
    container.getBlobClient("file").upload(BinaryData.fromString("content"));
    String signature =
        container
            .getBlobClient("file")
            .generateSas(
                new BlobServiceSasSignatureValues(
                    OffsetDateTime.now(ZoneOffset.UTC).plusMinutes(10),
                    new BlobSasPermission().setReadPermission(true)));
    BlobContainerClient signed =
        new BlobServiceClientBuilder()
            .endpoint(endpoint)
            .sasToken(signature)
            .buildClient()
            .getBlobContainerClient("guarded");
    assertThat(signed.getBlobClient("file").downloadContent()).hasToString("content");
    refused(403, () -> signed.getBlobClient("file").upload(BinaryData.fromString("no"), true));
    refused(403, () -> client("bm90IHRoZSBrZXk=").createBlobContainer("stolen"));

    TestApplication reader = TestApplication.register(node, "blob-reader");
    BlobContainerClient token =
        new BlobServiceClientBuilder()
            .endpoint(endpoint)
            .credential(reader.credential())
            .buildClient()
            .getBlobContainerClient("guarded");
    refused(403, () -> token.getBlobClient("file").downloadContent());
    reader.assign(BLOB_READER, accountId);
    assertThat(token.getBlobClient("file").downloadContent()).hasToString("content");
    refused(403, () -> token.getBlobClient("file").upload(BinaryData.fromString("no"), true));
  }

  private static void refused(int status, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            BlobStorageException.class, e -> assertThat(e.getStatusCode()).isEqualTo(status));
  }

  @Test
  @Parity(
      service = Service.EVENT_GRID,
      feature = "BlobCreated through a system topic to a webhook",
      client = Client.BLOB_JAVA)
  void anUploadRaisesAnEvent() throws IOException {
    String topic = node.id("Microsoft.EventGrid/systemTopics/compat-files");
    ObjectNode body = Json.object().put("location", "local");
    body.putObject("properties")
        .put("source", accountId)
        .put("topicType", "Microsoft.Storage.StorageAccounts");
    node.put(topic, "2022-06-15", body);
    try (Webhook webhook = new Webhook()) {
      String subscription = topic + "/eventSubscriptions/webhook";
      ObjectNode wanted = Json.object();
      wanted.set(
          "properties",
          Json.parse(
              """
              {"destination":{"endpointType":"WebHook","properties":{"endpointUrl":"%s"}},
               "filter":{"includedEventTypes":["Microsoft.Storage.BlobCreated"],
                         "subjectEndsWith":".json"}}
              """
                  .formatted(webhook.address())));
      node.put(subscription, "2022-06-15", wanted);
      await()
          .until(
              () ->
                  node.get(subscription, "2022-06-15")
                      .at("/properties/provisioningState")
                      .asText()
                      .equals("Succeeded"));
      BlobContainerClient container = client(key).createBlobContainer("raised");
      container.getBlobClient("ignored.txt").upload(BinaryData.fromString("x"));
      container.getBlobClient("order.json").upload(BinaryData.fromString("{}"));
      await().atMost(Duration.ofSeconds(20)).until(() -> !webhook.events().isEmpty());
      JsonNode event = webhook.events().getFirst();
      assertThat(event.path("eventType").asText()).isEqualTo("Microsoft.Storage.BlobCreated");
      assertThat(event.path("subject").asText())
          .isEqualTo("/blobServices/default/containers/raised/blobs/order.json");
      assertThat(event.at("/data/url").asText()).endsWith("/raised/order.json");
    }
  }
}
