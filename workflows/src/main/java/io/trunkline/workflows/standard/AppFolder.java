package io.trunkline.workflows.standard;

import io.trunkline.net.codec.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Reads the files of a Standard app from a folder, or from an archive of one. */
public final class AppFolder {
  /** All files of an app together. */
  public static final int MAX_BYTES = 16 << 20;

  private static final int MAX_FILES = 5_000;
  private static final Set<String> IGNORED =
      Set.of(
          ".git", ".vscode", "bin", "obj", "node_modules", "workflow-designtime", "lib", ".debug");

  private AppFolder() {}

  /**
   * Returns whether a folder looks like a Standard app: it has a {@code host.json} or a workflow.
   */
  public static boolean isApp(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    if (Files.exists(folder.resolve("host.json"))) {
      return true;
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children.anyMatch(child -> Files.exists(child.resolve("workflow.json")));
    }
  }

  /** Returns the files of a folder, without those of tools, by path with slashes. */
  public static SequencedMap<String, byte[]> read(Path folder) throws IOException {
    SequencedMap<String, byte[]> files = new LinkedHashMap<>();
    List<Path> found;
    try (Stream<Path> walk = Files.walk(folder)) {
      found = walk.filter(Files::isRegularFile).sorted().toList();
    }
    long size = 0;
    for (Path file : found) {
      String path = folder.relativize(file).toString().replace('\\', '/');
      if (!wanted(path)) {
        continue;
      }
      size += Files.size(file);
      requireSize(size, files.size());
      files.put(path, Files.readAllBytes(file));
    }
    return files;
  }

  /** Returns the files of an archive, which may hold the app in one folder of its own. */
  public static SequencedMap<String, byte[]> readZip(byte[] archive) throws IOException {
    SequencedMap<String, byte[]> files = new LinkedHashMap<>();
    long size = 0;
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String path = entry.getName().replace('\\', '/');
        if (entry.isDirectory() || !wanted(path)) {
          continue;
        }
        byte[] content = zip.readNBytes(MAX_BYTES + 1);
        size += content.length;
        requireSize(size, files.size());
        files.put(path, content);
      }
    }
    return files.containsKey("host.json") ? files : withoutFolder(files);
  }

  /** Returns {@code Values} of {@code local.settings.json}, which stays on developers' machines. */
  public static Map<String, String> localSettings(Path folder) throws IOException {
    Path file = folder.resolve("local.settings.json");
    Map<String, String> settings = new LinkedHashMap<>();
    if (Files.exists(file)) {
      Json.parseLenient(Files.readAllBytes(file))
          .path("Values")
          .properties()
          .forEach(one -> settings.put(one.getKey(), one.getValue().asText()));
    }
    return settings;
  }

  private static SequencedMap<String, byte[]> withoutFolder(SequencedMap<String, byte[]> files) {
    String host =
        files.keySet().stream()
            .filter(path -> path.endsWith("/host.json"))
            .min(Comparator.comparingInt(String::length))
            .orElse("");
    if (host.isEmpty()) {
      return files;
    }
    String prefix = host.substring(0, host.length() - "host.json".length());
    SequencedMap<String, byte[]> inner = new LinkedHashMap<>();
    files.forEach(
        (path, content) -> {
          if (path.startsWith(prefix)) {
            inner.put(path.substring(prefix.length()), content);
          }
        });
    return inner;
  }

  private static boolean wanted(String path) {
    for (String segment : path.split("/", -1)) {
      if (IGNORED.contains(segment) || segment.equals("..")) {
        return false;
      }
    }
    return !path.equals("local.settings.json") && !path.endsWith("/local.settings.json");
  }

  private static void requireSize(long bytes, int files) throws IOException {
    if (bytes > MAX_BYTES || files >= MAX_FILES) {
      throw new IOException(
          "an app has at most %d files of %d bytes together".formatted(MAX_FILES, MAX_BYTES));
    }
  }
}
