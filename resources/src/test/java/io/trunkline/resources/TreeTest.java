package io.trunkline.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.Resource.ProvisioningState;
import io.trunkline.resources.ResourceTree.Change;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What rooms may rely on. */
class TreeTest {
  private static final ResourceId BOX = ResourceId.parse(ControlPlaneBench.BOXES + "b");
  private static final ResourceId SHELF = BOX.child("shelves", "s");
  private final ControlPlaneBench bench = ControlPlaneBench.started();

  private ResourceTree tree() {
    return bench.manager.tree();
  }

  private static ObjectNode box() {
    return Json.object().put("location", "westeurope");
  }

  @Test
  void aPutIsAnsweredOnceTheRoomHasBroughtItAbout() {
    Resource put = tree().put(BOX, box());

    assertThat(put.state()).isEqualTo(ProvisioningState.SUCCEEDED);
    assertThat(bench.types.alive).containsKey(BOX);
    assertThat(tree().list("test.fake/BOXES", ResourceId.ROOT))
        .extracting(Resource::id)
        .containsExactly(BOX);
  }

  @Test
  void aNodeKnowsWhatIsInForceAndNothingElse() {
    Resource put = tree().put(BOX, box());
    tree().put(SHELF, Json.object());
    assertThat(bench.types.adopted).containsEntry(BOX, put.revision()).containsKey(SHELF);

    long later = tree().put(BOX, box()).revision();
    assertThat(bench.types.adopted).containsEntry(BOX, later);

    bench.types.adopted.clear();
    bench.restart();
    assertThat(bench.types.adopted).containsEntry(BOX, later).containsKey(SHELF);

    tree().delete(BOX);
    assertThat(bench.types.adopted).isEmpty();
  }

  @Test
  void anEmptyBodyIsRefusedForWhatNeedsALocation() {
    assertThatThrownBy(() -> tree().put(BOX, Json.object()))
        .isInstanceOfSatisfying(
            ResourceException.class, e -> assertThat(e.code()).isEqualTo("LocationRequired"));
  }

  @Test
  void aRoomsRefusalFailsThePutAndStandsInTheTree() {
    ObjectNode broken = box();
    broken.putObject("properties").put("broken", true);

    assertThatThrownBy(() -> tree().put(BOX, broken)).hasMessage("The box is broken.");
    assertThat(tree().get(BOX).orElseThrow().state()).isEqualTo(ProvisioningState.FAILED);
  }

  @Test
  void aChildNeedsItsParent() {
    assertThatThrownBy(() -> tree().put(SHELF, Json.object()))
        .isInstanceOfSatisfying(
            ResourceException.class, e -> assertThat(e.code()).isEqualTo("ParentResourceNotFound"));
  }

  @Test
  void whatIsThereByItselfIsBroughtAboutForItsChildren() {
    tree().put(BOX, box());
    ResourceId lid = BOX.child("lids", "default");

    tree().put(lid.child("knobs", "k"), Json.object());

    assertThat(bench.types.log).containsExactly("+b", "+default", "+k");
  }

  @Test
  void deletingTakesChildrenBackFirst() {
    tree().put(BOX, box());
    tree().put(SHELF, Json.object());
    bench.types.log.clear();

    assertThat(tree().delete(ResourceId.parse(ControlPlaneBench.GROUP))).isTrue();

    assertThat(bench.types.log).containsExactly("-s", "-b");
    assertThat(tree().get(BOX)).isEmpty();
    assertThat(tree().delete(BOX)).isFalse();
  }

  @Test
  void everythingIsProvisionedAgainAtStartParentsFirst() {
    tree().put(BOX, box());
    tree().put(SHELF, Json.object());
    bench.types.log.clear();

    bench.restart();

    assertThat(bench.types.log).containsExactly("+b", "+s");
    assertThat(tree().get(SHELF).orElseThrow().state()).isEqualTo(ProvisioningState.SUCCEEDED);
  }

  @Test
  void aCrashWhileTheRoomWorksRepeatsTheWork() {
    CountDownLatch latch = new CountDownLatch(1);
    bench.types.held.put("b", latch);
    var unused = CompletableFuture.runAsync(() -> tree().put(BOX, box()));
    Awaitility.await().until(() -> tree().get(BOX).isPresent());

    bench.types.held.clear();
    bench.restart();

    Awaitility.await()
        .until(() -> tree().get(BOX).orElseThrow().state() == ProvisioningState.SUCCEEDED);
    assertThat(bench.types.alive).containsKey(BOX);
    latch.countDown();
  }

  @Test
  void idsKeepTheCaseTheyWereFirstPutIn() {
    tree().put(BOX, box());
    ResourceId upper = ResourceId.parse(SHELF.toString().toUpperCase(Locale.ROOT));

    assertThat(tree().put(upper, Json.object()).id()).hasToString(BOX + "/SHELVES/S");
    assertThat(tree().put(SHELF, Json.object()).id()).hasToString(BOX + "/SHELVES/S");
  }

  @Test
  void whatIsTooLargeIsRefused() {
    ObjectNode body = box();
    body.putObject("properties").put("text", "x".repeat(1 << 20));

    assertThatThrownBy(() -> tree().put(BOX, body))
        .isInstanceOfSatisfying(
            ResourceException.class, e -> assertThat(e.status()).isEqualTo(413));
  }

  @Test
  void nothingCanBePutIntoAGroupThatIsBeingDeleted() {
    CountDownLatch latch = new CountDownLatch(1);
    tree().put(BOX, box());
    bench.types.heldRemovals.put("b", latch);
    CompletableFuture<Boolean> deletion =
        CompletableFuture.supplyAsync(
            () -> tree().delete(ResourceId.parse(ControlPlaneBench.GROUP)));
    Awaitility.await()
        .until(() -> tree().get(BOX).orElseThrow().state() == ProvisioningState.DELETING);

    assertThatThrownBy(() -> tree().put(ResourceId.parse(ControlPlaneBench.BOXES + "other"), box()))
        .isInstanceOfSatisfying(
            ResourceException.class,
            e -> assertThat(e.code()).isEqualTo("ResourceGroupBeingDeleted"));
    latch.countDown();
    assertThat(deletion.join()).isTrue();
  }

  @Test
  void aDeletionThatACrashCutShortIsFinishedAfterTheRestart() {
    tree().put(BOX, box());
    tree().put(SHELF, Json.object());
    bench.types.heldRemovals.put("s", new CountDownLatch(1));
    var unused = CompletableFuture.runAsync(() -> tree().delete(BOX));
    Awaitility.await()
        .until(() -> tree().get(BOX).orElseThrow().state() == ProvisioningState.DELETING);
    bench.types.heldRemovals.clear();

    bench.restart();

    Awaitility.await().until(() -> tree().get(BOX).isEmpty());
    assertThat(tree().get(SHELF)).isEmpty();
    assertThat(bench.types.alive).isEmpty();
  }

  @Test
  void watchersSeeWhatExistsAndThenEveryChange() {
    tree().put(BOX, box());
    List<Change> seen = new CopyOnWriteArrayList<>();

    tree().watch(seen::add);
    tree().delete(BOX);

    Awaitility.await().until(() -> seen.stream().anyMatch(Change.Removed.class::isInstance));
    assertThat(seen.stream().filter(change -> change.id().equals(BOX)).toList())
        .first()
        .isInstanceOfSatisfying(
            Change.Put.class,
            put -> assertThat(put.resource().state()).isEqualTo(ProvisioningState.SUCCEEDED));
  }

  @Test
  void writersAtTheSameTimeAllSucceedAndTheLastOneStands() {
    tree().put(BOX, box());
    List<CompletableFuture<Resource>> writers =
        List.of(1, 2, 3, 4).stream()
            .map(
                size ->
                    CompletableFuture.supplyAsync(
                        () -> {
                          ObjectNode body = box();
                          body.putObject("properties").put("size", size);
                          return tree().put(BOX, body);
                        }))
            .toList();
    writers.forEach(CompletableFuture::join);

    Resource last = tree().get(BOX).orElseThrow();
    assertThat(last.state()).isEqualTo(ProvisioningState.SUCCEEDED);
    assertThat(bench.types.alive.get(BOX).revision()).isEqualTo(last.revision());
  }

  @Test
  void aSystemAssignedIdentityIsDrawnOnceAndGoesWithItsResource() {
    ObjectNode body = box();
    body.putObject("identity").put("type", "SystemAssigned");

    String first = tree().put(BOX, body).body().at("/identity/principalId").asText();
    String second = tree().put(BOX, body).body().at("/identity/principalId").asText();

    assertThat(second).isEqualTo(first);
    assertThat(bench.directory.exists(first)).isTrue();
    tree().delete(BOX);
    assertThat(bench.directory.exists(first)).isFalse();
  }
}
