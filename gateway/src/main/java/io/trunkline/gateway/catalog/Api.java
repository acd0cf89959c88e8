package io.trunkline.gateway.catalog;

import java.util.List;
import java.util.Optional;

/**
 * An API, or one revision of it.
 *
 * @param id resource name without the revision
 * @param path path prefix without slashes at its ends; may be empty
 * @param version version identifier, or empty
 * @param revision revision number
 * @param current whether this revision answers where none is named
 * @param protocols lower-case schemes on which it is served
 * @param keyHeader header that may carry the subscription key
 * @param keyQuery query parameter that may carry it
 * @param operations more specific templates first
 */
public record Api(
    String id,
    String displayName,
    String path,
    String version,
    Optional<VersionSet> versionSet,
    String revision,
    boolean current,
    String serviceUrl,
    List<String> protocols,
    boolean subscriptionRequired,
    String keyHeader,
    String keyQuery,
    List<Operation> operations) {

  /**
   * How a request says which version it wants.
   *
   * @param scheme {@code Segment}, {@code Query} or {@code Header}
   * @param name of the query parameter or header
   */
  public record VersionSet(String id, String scheme, String name) {}
}
