package io.trunkline.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The resource types that a node supports, for checks without a node. A test compares the list with
 * what a node registers.
 */
public final class SupportedTypes {
  private static final String FILE = "supported-types.txt";

  private SupportedTypes() {}

  /** Returns the full names, in order. */
  public static List<String> all() {
    try (InputStream in = SupportedTypes.class.getResourceAsStream(FILE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
