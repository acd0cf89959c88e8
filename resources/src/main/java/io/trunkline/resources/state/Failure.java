package io.trunkline.resources.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.ResourceException;
import org.jspecify.annotations.Nullable;

/**
 * Why something did not come about, as ARM tells it ({@code reference/resource-manager.md §1.4}).
 *
 * @param status HTTP status, 400 to 599
 * @param code ARM error code
 * @param message what is wrong and where
 * @param target a resource id or JSON path, or null
 */
public record Failure(int status, String code, String message, @Nullable String target) {
  public static Failure of(ResourceException exception) {
    return new Failure(
        exception.status(),
        exception.code(),
        exception.getMessage(),
        exception.target().orElse(null));
  }

  public ResourceException exception() {
    return new ResourceException(status, code, message, target);
  }

  /** Returns the object that stands under {@code error} on the wire. */
  public ObjectNode json() {
    ObjectNode json = Json.object().put("code", code).put("message", message);
    if (target != null) {
      json.put("target", target);
    }
    return json;
  }
}
