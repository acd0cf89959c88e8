package io.trunkline.compat.workload;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.compat.history.Operation.GetResource;
import io.trunkline.compat.history.Outcome;
import io.trunkline.net.Endpoints;
import java.io.IOException;
import java.time.Instant;
import java.util.Random;

/** Reads what {@link ResourceWriter} writes, from any node: none may show an older version. */
public final class ResourceReader extends Workload {
  private final Surroundings surroundings;
  private final HttpCalls calls;
  private final String resource;
  private final Random random;

  public ResourceReader(
      Surroundings surroundings, HttpCalls calls, String name, String resource, Random random) {
    super(name, 200);
    this.surroundings = surroundings;
    this.calls = calls;
    this.resource = resource;
    this.random = random;
  }

  @Override
  void round() {
    Endpoints node = surroundings.nodes().get(random.nextInt(surroundings.nodes().size()));
    Instant invoked = surroundings.recorder().now();
    try {
      JsonNode found = calls.manage(node, "GET", resource, "");
      surroundings
          .recorder()
          .add(
              name() + " at " + node.host() + ":" + node.http(),
              new GetResource(resource, found.at("/tags/version").asLong(0)),
              invoked,
              Outcome.OK);
    } catch (IOException e) {
      // the node does not answer; another one will
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop();
    }
  }

  @Override
  void end() {
    // nothing is open
  }
}
