package io.trunkline.resources.deployment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.state.Failure;
import java.util.List;

/** Errors of deployments in their wire form. */
final class DeploymentErrors {
  private DeploymentErrors() {}

  /** Returns the error of a deployment of which at least one resource failed. */
  static ObjectNode failed(List<Failure> failures) {
    ObjectNode error = Json.object();
    error.put("code", "DeploymentFailed");
    error.put(
        "message",
        "At least one resource deployment operation failed. Please list deployment operations for"
            + " details.");
    ArrayNode details = error.putArray("details");
    failures.forEach(failure -> details.add(failure.json()));
    return error;
  }
}
