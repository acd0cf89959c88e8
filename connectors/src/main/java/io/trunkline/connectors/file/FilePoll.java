package io.trunkline.connectors.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.connector.ConnectorCall;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.connector.Operation;
import io.trunkline.workflows.connector.Parameters;
import io.trunkline.workflows.connector.Poll;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Triggers on a folder: the state holds what was there at the last poll, so that a file is reported
 * once for each change, and what was there before the first poll is not.
 *
 * @param changes whether a changed file counts too, or only one that was not there
 * @param single whether one file is reported at a time, as an object
 * @param content whether the file's content comes along
 */
record FilePoll(
    String folder,
    boolean changes,
    boolean single,
    boolean content,
    int most,
    FileShape shape,
    ConnectorCall call) {
  private static final int MAX_FILES = 5_000;
  private static final String FILES = "files";

  /**
   * Reads a trigger.
   *
   * @throws ConnectorException 404 for a trigger that files do not have
   */
  static FilePoll of(ConnectorCall call, FileShape shape) {
    return switch (call.operation()) {
      case Operation.BuiltIn builtIn -> {
        Parameters given = builtIn.parameters();
        String folder = given.text("folderPath").or(() -> given.text("path")).orElse("/");
        int most = Math.clamp(given.number("maxFileCount", 10), 1, 1_000);
        boolean content = given.flag("includeFileContent", false);
        yield switch (builtIn.key()) {
          case "whenfilesareadded" ->
              new FilePoll(folder, false, false, content, most, shape, call);
          case "whenfilesareaddedormodified",
              "whenftpfilesareaddedormodified",
              "whenablobisaddedormodified" ->
              new FilePoll(folder, true, false, content, most, shape, call);
          case "whenfileisaddedormodified" ->
              new FilePoll(folder, true, true, content, 1, shape, call);
          default -> throw call.unknownOperation();
        };
      }
      case Operation.Managed managed -> {
        String path = managed.path().toLowerCase(Locale.ROOT);
        if (!path.contains("/triggers/")) {
          throw call.unknownOperation();
        }
        int most = Math.clamp(managed.queries().number("maxFileCount", 10), 1, 1_000);
        yield new FilePoll(
            managed.queries().text("folderId").orElse("/"),
            path.contains("updated"),
            !path.contains("/batch/"),
            false,
            path.contains("/batch/") ? most : 1,
            shape,
            call);
      }
    };
  }

  Poll poll(FileStore store, @Nullable JsonNode state) throws IOException {
    List<FileEntry> files =
        store.list(FilePaths.normal(folder)).stream().filter(one -> !one.folder()).toList();
    if (files.size() > MAX_FILES) {
      throw new ConnectorException(
          400,
          "BadRequest",
          "The folder '%s' has more than %d files; a trigger watches no more."
              .formatted(folder, MAX_FILES));
    }
    JsonNode before = state == null ? null : state.path(FILES);
    ObjectNode next = Json.object();
    ObjectNode known = next.putObject(FILES);
    List<FileEntry> found = new ArrayList<>();
    for (FileEntry file : files) {
      boolean news = before != null && isNews(file, before);
      if (news && found.size() >= most) {
        // Left for the next poll: it stays as it was known.
        if (before.has(file.path())) {
          known.set(file.path(), before.get(file.path()));
        }
        continue;
      }
      known.put(file.path(), file.fingerprint());
      if (news) {
        found.add(file);
      }
    }
    if (found.isEmpty()) {
      return Poll.nothing(next);
    }
    boolean more = found.size() == most;
    if (single) {
      return Poll.found(shown(found.getFirst(), store), next, more);
    }
    ArrayNode body = Json.array();
    for (FileEntry file : found) {
      body.add(shown(file, store));
    }
    return Poll.found(body, next, more);
  }

  private boolean isNews(FileEntry file, JsonNode before) {
    JsonNode fingerprint = before.path(file.path());
    return fingerprint.isMissingNode()
        || (changes && !fingerprint.asText().equals(file.fingerprint()));
  }

  private JsonNode shown(FileEntry file, FileStore store) throws IOException {
    ObjectNode shown = shape.of(file);
    if (content) {
      shown.set("content", ContentTypes.value(file.name(), store.read(file.path()), true));
    }
    return shown;
  }
}
