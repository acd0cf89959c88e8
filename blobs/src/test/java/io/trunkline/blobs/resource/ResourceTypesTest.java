package io.trunkline.blobs.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.blobs.BlobsConfig;
import io.trunkline.blobs.testkit.BlobsBench;
import io.trunkline.resources.ResourceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The types of {@code Microsoft.Storage} ({@code reference/resource-manager.md §14}). */
class ResourceTypesTest {
  private final BlobsBench bench = new BlobsBench(BlobsConfig.defaults());

  @Test
  void anAccountShowsItsEndpointAndHidesItsKeys() {
    JsonNode view = bench.view(BlobsBench.ACCOUNT);
    assertThat(view.at("/properties/primaryEndpoints/blob").asText())
        .isEqualTo("https://localhost:8443/store/");
    assertThat(view.at("/properties/statusOfPrimary").asText()).isEqualTo("available");
    assertThat(view.at("/properties/primaryLocation").asText()).isEqualTo("westeurope");
    assertThat(view.at("/sku/name").asText()).isEqualTo("Standard_LRS");
    assertThat(view.toString()).doesNotContain(bench.key());
  }

  @Test
  void keysAreListedAndReplacedOneByOne() {
    JsonNode before = bench.action(BlobsBench.ACCOUNT, "listKeys", "{}").path("keys");
    assertThat(before).hasSize(2);
    assertThat(before.at("/0/keyName").asText()).isEqualTo("key1");
    assertThat(before.at("/0/permissions").asText()).isEqualTo("FULL");
    JsonNode after =
        bench.action(BlobsBench.ACCOUNT, "regenerateKey", "{\"keyName\":\"key1\"}").path("keys");
    assertThat(after.at("/0/value")).isNotEqualTo(before.at("/0/value"));
    assertThat(after.at("/1/value")).isEqualTo(before.at("/1/value"));
    assertThatThrownBy(
            () -> bench.action(BlobsBench.ACCOUNT, "regenerateKey", "{\"keyName\":\"x\"}"))
        .hasMessageContaining("key1 or key2");
    bench.put(BlobsBench.ACCOUNT, BlobsBench.ACCOUNT_BODY);
    bench.crash();
    assertThat(bench.action(BlobsBench.ACCOUNT, "listKeys", "{}").path("keys")).isEqualTo(after);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Other | "kind":"StorageV2","sku":{"name":"Standard_LRS"}          | AccountNameInvalid
          ab    | "kind":"StorageV2","sku":{"name":"Standard_LRS"}          | AccountNameInvalid
          other | "kind":"StorageV2"                                        | InvalidRequestPropertyName
          other | "sku":{"name":"Standard_LRS"}                             | InvalidRequestPropertyName
          other | "kind":"StorageV2","sku":{"name":"Standard_LRS"},"properties":{"publicNetworkAccess":"Disabled"} | FeatureNotSupported
          other | "kind":"StorageV2","sku":{"name":"Standard_LRS"},"properties":{"networkAcls":{"defaultAction":"Deny"}} | FeatureNotSupported
          """)
  void accountsThatCannotBeAreRefused(String name, String members, String code) {
    String id = BlobsBench.ACCOUNT.replace("/store", "/" + name);
    assertRefused(code, id, "{\"location\":\"westeurope\"," + members + "}");
  }

  @Test
  void aNameIsTakenOnTheWholeNode() {
    String other = BlobsBench.GROUP.replace("/rg", "/other");
    bench.put(other, "{\"location\":\"westeurope\"}");
    assertRefused(
        "StorageAccountAlreadyTaken",
        other + "/providers/Microsoft.Storage/storageAccounts/store",
        BlobsBench.ACCOUNT_BODY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          containers/Box    | {}                                         | InvalidResourceName
          containers/b--x   | {}                                         | InvalidResourceName
          containers/ab     | {}                                         | InvalidResourceName
          containers/box    | {"properties":{"publicAccess":"Blob"}}     | FeatureNotSupported
          """)
  void containersThatCannotBeAreRefused(String path, String body, String code) {
    assertRefused(code, BlobsBench.ACCOUNT + "/blobServices/default/" + path, body);
  }

  @Test
  void theBlobServiceIsThereByItself() {
    bench.container("box");
    assertThat(bench.view(BlobsBench.ACCOUNT + "/blobServices/default").path("name").asText())
        .isEqualTo("default");
    assertRefused(
        "FeatureNotSupported",
        BlobsBench.ACCOUNT + "/blobServices/default",
        "{\"properties\":{\"deleteRetentionPolicy\":{\"enabled\":true}}}");
    assertRefused("InvalidResourceName", BlobsBench.ACCOUNT + "/blobServices/other", "{}");
  }

  private void assertRefused(String code, String id, String body) {
    assertThatThrownBy(() -> bench.put(id, body))
        .isInstanceOfSatisfying(ResourceException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
