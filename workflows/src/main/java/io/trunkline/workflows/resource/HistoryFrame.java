package io.trunkline.workflows.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.http.Fields;
import io.trunkline.resources.ProxiedType;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A type of resource that shows what is recorded of runs and triggers: one record by its id, or
 * those below a parent that pass the filter.
 *
 * @param <T> the records
 */
abstract class HistoryFrame<T> implements ProxiedType {
  private final String name;
  private final String code;
  private final String what;
  protected final HistoryPlace place;
  protected final HistoryJson json;

  /**
   * @param name the full type
   * @param code of the error for a record that is not there
   * @param what that error calls a record
   */
  HistoryFrame(String name, String code, String what, HistoryPlace place, HistoryJson json) {
    this.name = name;
    this.code = code;
    this.what = what;
    this.place = place;
    this.json = json;
  }

  /** Finds the record that an id names. */
  abstract Optional<T> find(ResourceId id);

  /** Returns the records below a parent that pass the filter. */
  abstract List<T> all(ResourceId parent, ListFilter filter);

  /**
   * Returns a record with its envelope.
   *
   * @param at the record's id, or that of its parent
   */
  abstract ObjectNode shown(ResourceId at, T record);

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final Set<String> apiVersions() {
    return LogicVersions.of(name);
  }

  @Override
  public final JsonNode get(ResourceId id, Fields parameters) {
    return shown(id, record(id));
  }

  @Override
  public final JsonNode list(ResourceId parent, Fields parameters) {
    ListFilter filter = ListFilter.of(parameters);
    List<ObjectNode> page =
        all(parent, filter).stream().map(record -> shown(parent, record)).toList();
    ObjectNode list = HistoryJson.list(page);
    if (pages() && page.size() == filter.most()) {
      list.put(
          "nextLink",
          json.nextLink(
              parent + name.substring(name.lastIndexOf('/')),
              parameters,
              page.getLast().path("name").asText()));
    }
    return list;
  }

  /** Returns whether {@link #all} gives one page, to be followed by what comes after its last. */
  boolean pages() {
    return false;
  }

  /**
   * Returns the record that an id names.
   *
   * @throws ResourceException 404
   */
  final T record(ResourceId id) {
    return find(id)
        .orElseThrow(
            () ->
                new ResourceException(
                    404, code, "The %s '%s' could not be found.".formatted(what, id.name())));
  }
}
