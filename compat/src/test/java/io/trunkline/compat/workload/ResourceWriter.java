package io.trunkline.compat.workload;

import io.trunkline.compat.history.Operation.PutResource;
import io.trunkline.compat.history.Outcome;

/** Puts a resource group again and again; its version is a tag. */
public final class ResourceWriter extends Workload {
  private final Surroundings surroundings;
  private final HttpCalls calls;
  private final String resource;
  private int at;
  private long version;

  /**
   * Makes a writer that has not begun.
   *
   * @param first index of the node to begin with
   * @param resource path of the resource group with its api-version; nobody else writes it
   */
  public ResourceWriter(Surroundings surroundings, HttpCalls calls, int first, String resource) {
    super("writer", 200);
    this.surroundings = surroundings;
    this.calls = calls;
    this.at = first;
    this.resource = resource;
  }

  @Override
  void round() {
    long next = ++version;
    Outcome outcome =
        surroundings
            .recorder()
            .attempt(
                name(),
                new PutResource(resource, next),
                () ->
                    calls.manage(
                        surroundings.nodes().get(at % surroundings.nodes().size()),
                        "PUT",
                        resource,
                        "{\"location\":\"local\",\"tags\":{\"version\":\"" + next + "\"}}"));
    if (outcome != Outcome.OK) {
      at++;
    }
  }

  @Override
  void end() {
    // nothing is open
  }
}
