package io.trunkline.bench.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is asked for.
 *
 * @param seconds of each load
 * @param warmUp seconds of load before anything is measured
 * @param messages that are sent, and then received
 * @param backlog messages that are to wait while the queue is measured, 0 for no such rows
 * @param neighbours messages that expire in one queue, and are deferred in another, while the queue
 *     is measured; 0 for no such rows
 * @param heap of every broker, in MiB
 * @param only contenders to run, all where empty
 * @param rows loads to run, by the beginnings of their names; all where empty
 */
record Options(
    int seconds,
    int warmUp,
    int rounds,
    int messages,
    int backlog,
    int neighbours,
    int heap,
    Path directory,
    List<String> only,
    List<String> rows) {

  static Options of(String[] arguments) throws IOException {
    Map<String, String> given = new LinkedHashMap<>();
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      given.put(arguments[i], arguments[i + 1]);
    }
    String directory = given.getOrDefault("--directory", "");
    int backlog = Integer.parseInt(given.getOrDefault("--backlog", "0"));
    return new Options(
        Integer.parseInt(given.getOrDefault("--seconds", "5")),
        Integer.parseInt(given.getOrDefault("--warm-up", "20")),
        Integer.parseInt(given.getOrDefault("--rounds", "3")),
        Integer.parseInt(given.getOrDefault("--messages", "200000")),
        backlog,
        Integer.parseInt(given.getOrDefault("--neighbours", "0")),
        Integer.parseInt(given.getOrDefault("--heap", backlog == 0 ? "1024" : "2048")),
        directory.isEmpty() ? Files.createTempDirectory("trunkline-bench") : Path.of(directory),
        list(given.getOrDefault("--only", "")),
        list(given.getOrDefault("--rows", "")));
  }

  private static List<String> list(String text) {
    return text.isEmpty() ? List.of() : Arrays.asList(text.toLowerCase(Locale.ROOT).split(","));
  }

  boolean wants(Contender contender) {
    return only.isEmpty() || only.contains(contender.name().toLowerCase(Locale.ROOT));
  }

  boolean wants(String row) {
    return rows.isEmpty() || rows.stream().anyMatch(row::startsWith);
  }
}
