package io.trunkline.resources.service;

import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a write ({@code reference/resource-manager.md §1.3}).
 *
 * @param ifMatch an entity tag, {@code *} for any, or null
 * @param ifNoneMatch {@code *} where the resource must not exist, or null
 */
public record Precondition(@Nullable String ifMatch, @Nullable String ifNoneMatch)
    implements Tree.Check {
  public static final Precondition NONE = new Precondition(null, null);

  /**
   * Checks the conditions.
   *
   * @throws ResourceException 412 {@code PreconditionFailed}
   */
  @Override
  public void check(ResourceId id, Optional<Resource> existing) {
    boolean created = ifNoneMatch != null && ifNoneMatch.equals("*") && existing.isPresent();
    boolean missing = ifMatch != null && existing.isEmpty();
    boolean changed =
        ifMatch != null
            && !ifMatch.equals("*")
            && existing.filter(found -> !Envelope.etag(found).equals(strong(ifMatch))).isPresent();
    if (created || missing || changed) {
      throw new ResourceException(
          412,
          "PreconditionFailed",
          "The condition set in the request does not hold for '" + id + "'.");
    }
  }

  private static String strong(String etag) {
    String quoted = etag.startsWith("W/") ? etag.substring(2) : etag;
    return quoted.startsWith("\"") ? quoted : "\"" + quoted + "\"";
  }
}
