package io.trunkline.kernel.snapshot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Manifests, and the sizes and checksums of files in them. */
final class Manifests {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final ObjectMapper JSON = new ObjectMapper();

  private Manifests() {}

  /** Describes files of a directory, in the order of their names. */
  static List<SnapshotManifest.Part> of(Path directory, List<Path> files) throws IOException {
    List<SnapshotManifest.Part> parts = new ArrayList<>();
    for (Path file : files.stream().sorted().toList()) {
      parts.add(
          new SnapshotManifest.Part(
              directory.relativize(file).toString().replace('\\', '/'),
              Files.size(file),
              sha256(file)));
    }
    return parts;
  }

  /**
   * Compares files of a directory with their description.
   *
   * @throws IOException when one is missing, truncated or changed; the message names it
   */
  static void check(Path directory, List<SnapshotManifest.Part> parts) throws IOException {
    for (SnapshotManifest.Part part : parts) {
      Path file = directory.resolve(part.name()).normalize();
      if (!file.startsWith(directory.normalize())) {
        throw new IOException(part.name() + " is not a file of " + directory);
      }
      if (!Files.isRegularFile(file)) {
        throw new IOException(file + " is missing");
      }
      if (Files.size(file) != part.bytes()) {
        throw new IOException(
            "%s has %d bytes instead of %d".formatted(file, Files.size(file), part.bytes()));
      }
      if (!sha256(file).equals(part.sha256())) {
        throw new IOException(file + " is damaged: its checksum does not match");
      }
    }
  }

  /** Writes the manifest of a directory; it is on disk once this returns. */
  static void writeManifest(Path file, Object manifest) throws IOException {
    Files.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest));
    force(file);
    force(file.getParent());
  }

  /**
   * Reads the manifest of a directory.
   *
   * @throws IOException when there is none, or none that can be read
   */
  static <T> T readManifest(Path file, Class<T> type, String what) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException(
          "%s is not a %s: it has no %s".formatted(file.getParent(), what, file.getFileName()));
    }
    try {
      return JSON.readValue(Files.readAllBytes(file), type);
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is damaged: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * Checks what a manifest says that it is.
   *
   * @throws IOException when another version wrote it; the message says which
   */
  static void checkFormat(Path file, String found, String known) throws IOException {
    if (!known.equals(found)) {
      throw new IOException(
          "%s has the format '%s', and this version of Trunkline reads '%s'"
              .formatted(file, found, known));
    }
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  static String sha256(Path file) throws IOException {
    MessageDigest digest = newDigest();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
