package io.trunkline.bench.broker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts Java processes, and finds what the repository has for them. */
final class Processes {
  private Processes() {}

  /** Starts a main class on the Java that runs the bench; its output goes to {@code log}. */
  static Process java(
      Path log, int heap, List<String> flags, String classPath, String main, List<String> arguments)
      throws IOException {
    String java = ProcessHandle.current().info().command().orElseThrow();
    return java(java, log, heap, flags, classPath, main, arguments);
  }

  /** Starts a main class on another Java. */
  static Process java(
      String java,
      Path log,
      int heap,
      List<String> flags,
      String classPath,
      String main,
      List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(java);
    command.add("-Xmx" + heap + "m");
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /** Returns the class path of a peer: what its pom names, beside the settings. */
  static String library(String peer) throws IOException {
    Path library = Path.of("bench/target/peers", peer);
    if (!Files.isDirectory(library)) {
      throw new IOException(library + " is missing: bench/run broker fetches it");
    }
    return library + "/*";
  }

  /** Returns settings of a peer. */
  static String settings(String file) throws IOException {
    return Files.readString(Path.of("bench/peers", file), StandardCharsets.UTF_8);
  }
}
