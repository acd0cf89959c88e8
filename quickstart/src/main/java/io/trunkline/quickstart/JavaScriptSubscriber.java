package io.trunkline.quickstart;

import io.trunkline.server.cli.CommandException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The consumer {@code audit}, written with the Azure SDK for JavaScript, in a Node.js process. */
final class JavaScriptSubscriber implements AutoCloseable {
  private final Process process;

  private JavaScriptSubscriber(Process process) {
    this.process = process;
  }

  /** Installs the consumer's packages where they are missing, and starts it. */
  static JavaScriptSubscriber start(Path consumers, String connectionString, Ledger ledger)
      throws IOException, InterruptedException {
    if (!Files.isDirectory(consumers.resolve("node_modules"))) {
      run(consumers, List.of("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"));
    }
    ProcessBuilder builder =
        new ProcessBuilder("node", "audit.mjs")
            .directory(consumers.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("SERVICEBUS_CONNECTION_STRING", connectionString);
    Process process = builder.start();
    Thread.ofVirtual()
        .start(
            () ->
                process
                    .inputReader(StandardCharsets.UTF_8)
                    .lines()
                    .forEach(orderId -> ledger.saw("audit", orderId.strip())));
    return new JavaScriptSubscriber(process);
  }

  private static void run(Path directory, List<String> command)
      throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command).directory(directory.toFile()).inheritIO().start();
    } catch (IOException e) {
      throw new CommandException(
          "The consumer in JavaScript needs Node.js 20 or newer with npm; install it and run the"
              + " quickstart again (Debian, Ubuntu: apt-get install nodejs npm).");
    }
    if (process.waitFor() != 0) {
      throw new CommandException("'" + String.join(" ", command) + "' failed in " + directory);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
