package io.trunkline.compat.faults;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs commands of the system that say nothing much and end soon. */
final class Shell {
  private static final long SECONDS = 20;

  private Shell() {}

  /**
   * Runs a command and returns what it printed.
   *
   * @throws IOException with what it printed when it fails or does not end
   */
  static String run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (InputStream output = process.getInputStream()) {
      String printed = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(String.join(" ", command) + " does not end");
      }
      if (process.exitValue() != 0) {
        throw new IOException(String.join(" ", command) + " failed: " + printed);
      }
      return printed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Runs a command whose words are separated by single blanks. */
  static String run(String command) throws IOException {
    return run(List.of(command.split(" ")));
  }

  /** Runs a command whose failure means that there was nothing to do. */
  static void tidy(String command) {
    try {
      run(command);
    } catch (IOException e) {
      // it was not there
    }
  }
}
