package io.trunkline.blobs.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.blobs.BlobsConfig;
import io.trunkline.blobs.service.BlobService.Page;
import io.trunkline.blobs.state.Blob;
import io.trunkline.blobs.state.BlobRefusedException;
import io.trunkline.blobs.state.BlobRefusedException.Reason;
import io.trunkline.blobs.state.BlobsCommand.Cause;
import io.trunkline.blobs.state.BlobsCommand.Content;
import io.trunkline.blobs.state.BlobsCommand.ListedBlock;
import io.trunkline.blobs.state.BlobsCommand.ListedBlock.From;
import io.trunkline.blobs.state.Conditions;
import io.trunkline.blobs.testkit.BlobsBench;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.SystemEvents.SystemEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What stays and what goes of blobs, through crashes too, with pieces of four bytes. */
class BlobServiceTest {
  private static final Cause PUT = new Cause("PutBlob", "client-1", "request-1", null);
  private static final Cause LIST = new Cause("PutBlockList", "client-2", "request-2", null);
  private static final Cause DELETE = new Cause("DeleteBlob", "client-3", "request-3", null);
  private static final Duration LIFETIME = Duration.ofHours(1);

  private final BlobsBench bench =
      new BlobsBench(new BlobsConfig(1 << 20, 100, 3, 4, 100, LIFETIME));
  private final String container = bench.container("box");

  @Test
  void contentIsReadWhereverAPieceBeginsOrEnds() {
    Blob blob = put("a", "0123456789");
    for (int from = 0; from <= 10; from++) {
      for (int length = 0; from + length <= 10; length++) {
        assertThat(read(blob, from, length)).isEqualTo("0123456789".substring(from, from + length));
      }
    }
    assertThat(read(put("empty", ""), 0, 0)).isEmpty();
  }

  @Test
  void blobsSurviveAKill() {
    put("a", "0123456789");
    bench.crash();
    assertThat(text("a")).isEqualTo("0123456789");
    assertThat(service().get(container, "a").header("content-type")).isEqualTo("text/plain");
  }

  @Test
  void anOverwrittenBlobsContentIsGone() {
    Blob before = put("a", "before");
    Blob after = put("a", "after");
    assertThat(after.etag()).isNotEqualTo(before.etag());
    assertThat(after.createdAt()).isEqualTo(before.createdAt());
    assertThat(service().read(before, 0, 6)).isEmpty();
    assertThat(text("a")).isEqualTo("after");
  }

  @Test
  void aRemovedBlobsContentIsGone() {
    Blob blob = put("a", "content");
    service().remove(container, "a", Conditions.NONE, DELETE);
    assertThat(service().read(blob, 0, 7)).isEmpty();
    refused(Reason.BLOB_NOT_FOUND, () -> service().get(container, "a"));
    refused(Reason.BLOB_NOT_FOUND, () -> service().remove(container, "a", Conditions.NONE, DELETE));
  }

  @Test
  void aRemovedContainerTakesItsBlobsAlong() {
    Blob blob = put("a", "content");
    block("b", "MQ==", "x");
    bench.manager().tree().delete(ResourceId.parse(container));
    refused(Reason.CONTAINER_NOT_FOUND, () -> service().get(container, "a"));
    refused(Reason.CONTAINER_NOT_FOUND, () -> put("a", "x"));
    assertThat(service().read(blob, 0, 7)).isEmpty();
    bench.container("box");
    assertThat(list("", "", "").blobs()).isEmpty();
    assertThat(service().uncommittedBlocks(container, "b")).isEmpty();
  }

  @Test
  void aBlobIsMadeOfListedBlocks() {
    block("a", "MQ==", "one-");
    block("a", "Mg==", "two-");
    block("a", "Mw==", "never");
    assertThat(service().uncommittedBlocks(container, "a"))
        .containsExactly(Map.entry("MQ==", 4L), Map.entry("Mg==", 4L), Map.entry("Mw==", 5L));
    refused(Reason.BLOB_NOT_FOUND, () -> service().get(container, "a"));

    commit("a", new ListedBlock("Mg==", From.LATEST), new ListedBlock("MQ==", From.UNCOMMITTED));
    assertThat(text("a")).isEqualTo("two-one-");
    assertThat(service().get(container, "a").blocks()).containsExactly("Mg==", "MQ==");
    assertThat(service().uncommittedBlocks(container, "a")).isEmpty();
  }

  @Test
  void committedBlocksAreUsedAgain() {
    block("a", "MQ==", "old-");
    block("a", "Mg==", "two-");
    commit("a", new ListedBlock("MQ==", From.LATEST), new ListedBlock("Mg==", From.LATEST));
    block("a", "MQ==", "new-");
    commit("a", new ListedBlock("MQ==", From.COMMITTED), new ListedBlock("MQ==", From.UNCOMMITTED));
    // One id twice: the list names content, and both stand in it.
    assertThat(text("a")).isEqualTo("old-new-");
    assertThat(service().get(container, "a").length()).isEqualTo(8);
  }

  @Test
  void whatIsLatestIsTheUncommittedBlock() {
    block("a", "MQ==", "old");
    commit("a", new ListedBlock("MQ==", From.LATEST));
    block("a", "MQ==", "new");
    commit("a", new ListedBlock("MQ==", From.LATEST));
    assertThat(text("a")).isEqualTo("new");
  }

  @Test
  void blocksThatAreNotThereCannotBeListed() {
    block("a", "MQ==", "x");
    refused(Reason.INVALID_BLOCK_LIST, () -> commit("a", new ListedBlock("Mg==", From.LATEST)));
    refused(Reason.INVALID_BLOCK_LIST, () -> commit("a", new ListedBlock("MQ==", From.COMMITTED)));
    assertThat(service().uncommittedBlocks(container, "a")).hasSize(1);
  }

  @Test
  void blockIdsHaveOneLengthAndTheirNumberALimit() {
    block("a", "MQ==", "1");
    refused(Reason.INVALID_BLOCK_ID, () -> block("a", "MTAwMA==", "x"));
    block("a", "Mg==", "2");
    block("a", "Mw==", "3");
    refused(Reason.TOO_MANY_BLOCKS, () -> block("a", "NA==", "4"));
    block("a", "Mw==", "5");
    commit("a", new ListedBlock("Mw==", From.LATEST));
    assertThat(text("a")).isEqualTo("5");
    block("a", "MTAwMA==", "other lengths are fine again");
  }

  @Test
  void blocksThatNobodyCommitsAreSweptUp() {
    block("a", "MQ==", "x");
    bench.crash();
    pass(LIFETIME.minusMillis(1));
    assertThat(service().uncommittedBlocks(container, "a")).hasSize(1);
    pass(Duration.ofMillis(1));
    assertThat(service().uncommittedBlocks(container, "a")).isEmpty();
    refused(Reason.INVALID_BLOCK_LIST, () -> commit("a", new ListedBlock("MQ==", From.LATEST)));
    block("a", "MTAwMA==", "the swept one no longer counts");
  }

  @Test
  void aSweepLeavesWhatWasCommittedOrPutAgain() {
    block("a", "MQ==", "one");
    pass(LIFETIME.dividedBy(2));
    block("a", "MQ==", "again");
    block("b", "MQ==", "kept");
    commit("b", new ListedBlock("MQ==", From.LATEST));
    put("c", "whole");
    pass(LIFETIME.dividedBy(2));
    assertThat(service().uncommittedBlocks(container, "a")).containsEntry("MQ==", 5L);
    pass(LIFETIME);
    assertThat(text("b")).isEqualTo("kept");
    assertThat(text("c")).isEqualTo("whole");
    assertThat(service().uncommittedBlocks(container, "a")).isEmpty();
  }

  @Test
  void conditionsAreKept() {
    Blob blob = put("a", "x");
    refused(Reason.BLOB_ALREADY_EXISTS, () -> put("a", "y", new Conditions(null, "*", null, null)));
    refused(
        Reason.CONDITION_NOT_MET, () -> put("a", "y", new Conditions("\"0x0\"", null, null, null)));
    refused(Reason.CONDITION_NOT_MET, () -> put("b", "y", new Conditions("*", null, null, null)));
    refused(
        Reason.CONDITION_NOT_MET,
        () -> put("a", "y", new Conditions(null, blob.etag(), null, null)));
    refused(
        Reason.CONDITION_NOT_MET,
        () -> put("a", "y", new Conditions(null, null, blob.changedAt(), null)));
    put("a", "y", new Conditions(blob.etag(), null, null, blob.changedAt()));
    assertThat(text("a")).isEqualTo("y");
  }

  @Test
  void listsArePagedAndGrouped() {
    for (String name : List.of("a", "d/1", "d/2", "d/sub/3", "e", "ü/1")) {
      put(name, "x");
    }
    assertThat(names(list("", "", ""))).containsExactly("a", "d/1", "d/2", "d/sub/3", "e", "ü/1");
    Page grouped = list("", "/", "");
    assertThat(names(grouped)).containsExactly("a", "e");
    assertThat(grouped.prefixes()).containsExactly("d/", "ü/");
    assertThat(names(list("d/", "/", ""))).containsExactly("d/1", "d/2");
    assertThat(list("d/", "/", "").prefixes()).containsExactly("d/sub/");

    List<String> seen = new ArrayList<>();
    String from = "";
    int pages = 0;
    do {
      Page page = service().list(container, "", "/", from, 1);
      seen.addAll(names(page));
      seen.addAll(page.prefixes());
      from = page.next().orElse("");
      pages++;
    } while (!from.isEmpty());
    assertThat(seen).containsExactly("a", "d/", "e", "ü/");
    assertThat(pages).isEqualTo(4);
  }

  @Test
  void aCreatedBlobRaisesAnEventWithTheDocumentedFields() {
    Blob blob = put("dir/my file", "0123456789");
    bench.settle();
    SystemEvent event = onlyEvent();
    assertThat(event.type()).isEqualTo("Microsoft.Storage.BlobCreated");
    assertThat(event.source()).hasToString(BlobsBench.ACCOUNT);
    assertThat(event.subject()).isEqualTo("/blobServices/default/containers/box/blobs/dir/my file");
    assertThat(event.dataVersion()).isEmpty();
    assertThat(event.time()).isEqualTo(Instant.parse("2030-01-02T03:04:05Z"));
    JsonNode data = event.data();
    assertThat(data.path("sequencer").asText()).matches("[0-9A-F]{32}");
    assertThat(data.at("/storageDiagnostics/batchId").asText()).matches("[0-9a-f-]{36}");
    assertThat(withoutCounters(event))
        .isEqualTo(
            Json.parse(
                """
                {"api":"PutBlob","clientRequestId":"client-1","requestId":"request-1",
                 "eTag":"%s","contentType":"text/plain","contentLength":10,
                 "accessTier":"Default","blobType":"BlockBlob",
                 "url":"https://localhost:8443/store/box/dir/my%%20file"}
                """
                    .formatted(blob.etag().replace("\"", ""))));
  }

  @Test
  void aRemovedBlobRaisesAnEventWithoutASize() {
    put("a", "x");
    service().remove(container, "a", Conditions.NONE, DELETE);
    bench.settle();
    assertThat(bench.events.accepted()).hasSize(2);
    SystemEvent created = bench.events.accepted().getFirst();
    SystemEvent deleted = bench.events.accepted().getLast();
    assertThat(deleted.type()).isEqualTo("Microsoft.Storage.BlobDeleted");
    assertThat(withoutCounters(deleted))
        .isEqualTo(
            Json.parse(
                """
                {"api":"DeleteBlob","clientRequestId":"client-3","requestId":"request-3",
                 "contentType":"text/plain","blobType":"BlockBlob",
                 "url":"https://localhost:8443/store/box/a"}
                """));
    assertThat(deleted.data().path("sequencer").asText())
        .isGreaterThan(created.data().path("sequencer").asText());
  }

  @Test
  void blocksRaiseNothingUntilTheyAreCommitted() {
    block("a", "MQ==", "x");
    bench.settle();
    assertThat(bench.events.offered()).isEmpty();
    commit("a", new ListedBlock("MQ==", From.LATEST));
    bench.settle();
    assertThat(onlyEvent().data().path("api").asText()).isEqualTo("PutBlockList");
  }

  @Test
  void anEventIsOfferedUntilItIsAcceptedAndThenNeverAgain() {
    bench.events.refuse(true);
    put("a", "x");
    bench.settle();
    bench.crash();
    bench.settle();
    bench.events.refuse(false);
    pass(Duration.ofMinutes(1));
    bench.crash();
    pass(Duration.ofDays(2));
    assertThat(bench.events.accepted()).hasSize(1);
    assertThat(bench.events.offered()).hasSizeGreaterThan(2);
    assertThat(bench.events.offered())
        .allSatisfy(event -> assertThat(event).isEqualTo(bench.events.accepted().getFirst()));
  }

  @Test
  void headersAndMetadataChangeAlone() {
    put("a", "x");
    service().setProperties(container, "a", null, Map.of("k", "v"), Conditions.NONE);
    service().setProperties(container, "a", Map.of("content-type", "x/y"), null, Conditions.NONE);
    Blob blob = service().get(container, "a");
    assertThat(blob.metadata()).isEqualTo(Map.of("k", "v"));
    assertThat(blob.contentType()).isEqualTo("x/y");
    assertThat(text("a")).isEqualTo("x");
    bench.settle();
    onlyEvent();
  }

  private BlobService service() {
    return bench.storage().service();
  }

  private Blob put(String name, String text) {
    return put(name, text, Conditions.NONE);
  }

  private Blob put(String name, String text, Conditions conditions) {
    return service().put(content(name, conditions), bytes(text), PUT);
  }

  private void block(String name, String id, String text) {
    service().putBlock(container, name, id, bytes(text));
  }

  private void commit(String name, ListedBlock... blocks) {
    service().putBlockList(content(name, Conditions.NONE), List.of(blocks), LIST);
  }

  private Content content(String name, Conditions conditions) {
    return new Content(container, name, Map.of("content-type", "text/plain"), Map.of(), conditions);
  }

  private String text(String name) {
    Blob blob = service().get(container, name);
    return read(blob, 0, (int) blob.length());
  }

  private String read(Blob blob, int from, int length) {
    return new String(service().read(blob, from, length).orElseThrow(), StandardCharsets.UTF_8);
  }

  private Page list(String prefix, String delimiter, String from) {
    return service().list(container, prefix, delimiter, from, 100);
  }

  private static List<String> names(Page page) {
    return page.blobs().stream().map(Blob::name).toList();
  }

  private static JsonNode withoutCounters(SystemEvent event) {
    ObjectNode data = event.data().deepCopy();
    data.remove(List.of("sequencer", "storageDiagnostics"));
    return Json.parse(Json.text(data)); // so that numbers compare as on the wire
  }

  private SystemEvent onlyEvent() {
    assertThat(bench.events.accepted()).hasSize(1);
    return bench.events.accepted().getFirst();
  }

  private void pass(Duration time) {
    bench.clock.advance(time);
    bench.settle();
  }

  private static void refused(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BlobRefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
