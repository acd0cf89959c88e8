package io.trunkline.workflows.standard;

import io.trunkline.net.codec.Json;
import io.trunkline.workflows.connector.Artifacts;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds maps and schemas among the files below {@code Artifacts/} of a Standard app: {@code
 * Maps/name.xslt}, {@code Maps/name.liquid}, {@code Schemas/name.xsd} (reference/workflows.md
 * §8.1). Names match in any letter case, with or without their extension.
 */
public final class AppArtifacts {
  private static final Map<Artifacts.Kind, String> FOLDERS =
      Map.of(Artifacts.Kind.MAP, "maps/", Artifacts.Kind.SCHEMA, "schemas/");

  private static final Set<String> EXTENSIONS = Set.of("xslt", "xsl", "liquid", "xsd", "xml");

  private AppArtifacts() {}

  /**
   * Finds an artifact.
   *
   * @param files by their path below {@code Artifacts/}
   */
  public static Optional<Artifacts.Artifact> find(
      Map<String, byte[]> files, Artifacts.Kind kind, String name) {
    return findPath(files.keySet(), kind, name).map(path -> artifact(path, files.get(path)));
  }

  /**
   * Finds the file of an artifact; a file of exactly this name wins over one with an extension.
   *
   * @param paths below {@code Artifacts/}
   */
  public static Optional<String> findPath(Set<String> paths, Artifacts.Kind kind, String name) {
    String folder = FOLDERS.get(kind);
    if (folder == null) {
      return Optional.empty();
    }
    String wanted = folder + name.toLowerCase(Locale.ROOT);
    return paths.stream()
        .filter(path -> path.toLowerCase(Locale.ROOT).equals(wanted))
        .findFirst()
        .or(
            () ->
                paths.stream()
                    .filter(path -> withoutExtension(path).equals(wanted))
                    .sorted()
                    .findFirst());
  }

  /** Returns an artifact of a file below {@code Artifacts/}. */
  public static Artifacts.Artifact artifact(String path, byte[] content) {
    return new Artifacts.Artifact(
        path.substring(path.lastIndexOf('/') + 1),
        content,
        Json.object().put("content", new String(content, StandardCharsets.UTF_8)));
  }

  private static String withoutExtension(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    int dot = lower.lastIndexOf('.');
    return dot >= 0 && EXTENSIONS.contains(lower.substring(dot + 1))
        ? lower.substring(0, dot)
        : lower;
  }
}
