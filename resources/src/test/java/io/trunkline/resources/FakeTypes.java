package io.trunkline.resources;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.Fields;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * A room of its own: boxes with shelves and a lid that is there by itself, and parts that are not
 * in the tree.
 */
public final class FakeTypes {
  public static final String VERSION = "2024-01-01";

  /** What was provisioned and removed, in order, as {@code +name} and {@code -name}. */
  public final List<String> log = new CopyOnWriteArrayList<>();

  public final Map<ResourceId, Resource> alive = new ConcurrentHashMap<>();

  /** Names whose provisioning waits until the latch is opened. */
  public final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();

  /** The revision of each resource that this node knows. */
  public final Map<ResourceId, Long> adopted = new ConcurrentHashMap<>();

  /** Names whose removal waits until the latch is opened. */
  public final Map<String, CountDownLatch> heldRemovals = new ConcurrentHashMap<>();

  private static void await(Map<String, CountDownLatch> latches, String name) {
    CountDownLatch latch = latches.get(name);
    if (latch != null) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  ResourceProvider provider() {
    return new ResourceProvider(
        "Test.Fake",
        List.of(
            new Fake("Test.Fake/boxes", Optional.empty()),
            new Fake("Test.Fake/boxes/shelves", Optional.empty()),
            new Fake("Test.Fake/boxes/lids", Optional.of("default")),
            new Fake("Test.Fake/boxes/lids/knobs", Optional.empty())),
        List.of(new Parts()));
  }

  private final class Fake implements ResourceType {
    private final String name;
    private final Optional<String> implied;

    Fake(String name, Optional<String> implied) {
      this.name = name;
      this.implied = implied;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Set<String> apiVersions() {
      return Set.of(VERSION, "2020-01-01");
    }

    @Override
    public Optional<String> impliedName() {
      return implied;
    }

    @Override
    public ObjectNode prepare(ResourceId id, ObjectNode requested, Optional<Resource> existing) {
      if (requested.at("/properties/size").asInt(0) > 100) {
        throw ResourceException.badRequest("TooLarge", "A box has a size of at most 100.");
      }
      ObjectNode prepared = requested.deepCopy();
      prepared
          .withObjectProperty("properties")
          .put(
              "secret",
              existing.map(old -> old.properties().path("secret").asText()).orElse("s3cret"));
      return prepared;
    }

    @Override
    public void adopt(Resource resource) {
      adopted.put(resource.id(), resource.revision());
    }

    @Override
    public void release(Resource resource) {
      adopted.remove(resource.id());
    }

    @Override
    public void provision(Resource resource) {
      assertThat(adopted).containsEntry(resource.id(), resource.revision());
      await(held, resource.name());
      if (resource.properties().path("broken").asBoolean()) {
        throw new ResourceException(409, "Broken", "The box is broken.");
      }
      alive.put(resource.id(), resource);
      log.add("+" + resource.name());
    }

    @Override
    public void remove(Resource resource) {
      assertThat(adopted).containsKey(resource.id());
      await(heldRemovals, resource.name());
      alive.remove(resource.id());
      log.add("-" + resource.name());
    }

    @Override
    public ObjectNode view(Resource resource) {
      ObjectNode view = resource.body().deepCopy();
      view.withObjectProperty("properties").remove("secret");
      view.withObjectProperty("properties").put("endpoint", "https://" + resource.name());
      return view;
    }

    @Override
    public Map<String, Action> actions() {
      return Map.of(
          "listkeys",
          (resource, body) -> Json.object().set("key", resource.properties().get("secret")));
    }
  }

  private static final class Parts implements ProxiedType {
    @Override
    public String name() {
      return "Test.Fake/boxes/parts";
    }

    @Override
    public Set<String> apiVersions() {
      return Set.of(VERSION);
    }

    @Override
    public JsonNode get(ResourceId id, Fields parameters) {
      return Json.object().put("name", id.name());
    }

    @Override
    public JsonNode action(ResourceId id, String action, JsonNode body) {
      return Json.object().put("address", "https://" + id.parent().orElseThrow().name());
    }

    @Override
    public JsonNode list(ResourceId parent, Fields parameters) {
      ObjectNode page = Json.object();
      page.putArray("value").addObject().put("name", "part of " + parent.name());
      return page;
    }
  }
}
