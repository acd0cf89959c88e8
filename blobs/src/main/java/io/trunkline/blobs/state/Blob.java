package io.trunkline.blobs.state;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A committed block blob.
 *
 * @param container resource id of the container, in lower case
 * @param etag quoted, as on the wire
 * @param createdAt milliseconds since the epoch
 * @param changedAt milliseconds since the epoch
 * @param headers {@code content-type}, {@code content-encoding}, … by lower-case name
 * @param metadata by name
 * @param blocks ids of the committed blocks, as many as parts; empty where it came in one piece
 * @param parts its content in order
 */
public record Blob(
    String container,
    String name,
    String etag,
    long createdAt,
    long changedAt,
    Map<String, String> headers,
    Map<String, String> metadata,
    List<String> blocks,
    List<Part> parts) {
  public Blob {
    headers = Map.copyOf(headers);
    metadata = Map.copyOf(metadata);
    blocks = List.copyOf(blocks);
    parts = List.copyOf(parts);
  }

  /** Returns its size in bytes. */
  public long length() {
    return parts.stream().mapToLong(Part::length).sum();
  }

  /** Returns the blob without saying where its content is, only how long it is. */
  Blob summary() {
    Part all = new Part("", 0, 0, length());
    return new Blob(
        container, name, etag, createdAt, changedAt, headers, metadata, List.of(), List.of(all));
  }

  /** Returns the blob with other content headers. */
  public Blob withHeaders(Map<String, String> others) {
    return new Blob(container, name, etag, createdAt, changedAt, others, metadata, blocks, parts);
  }

  /** Returns its content type, as the service says where nobody has set one. */
  public String contentType() {
    return headers.getOrDefault("content-type", "application/octet-stream");
  }

  /** Returns the value of a content header, or null. */
  public @Nullable String header(String name) {
    return headers.get(name);
  }
}
