package io.trunkline.server.cli;

import io.trunkline.net.codec.JsonException;
import io.trunkline.workflows.check.AppChecker;
import io.trunkline.workflows.standard.AppFolder;
import io.trunkline.workflows.standard.StandardApp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Checks a Standard app, or what is known in a folder of many things: apps, templates, workflows,
 * policies, emulator configurations. Other files are passed over.
 */
final class FolderCheck {
  private static final Set<String> IGNORED =
      Set.of(".git", "node_modules", "bin", "obj", "target", ".vscode", "workflow-designtime");

  /** Larger files are no definitions. */
  private static final long MAX_BYTES = 16 << 20;

  private final FileCheck files;
  private final AppChecker apps;

  FolderCheck(FileCheck files, AppChecker apps) {
    this.files = files;
    this.apps = apps;
  }

  /** Returns what is to be said of each file that is known, in the order of their paths. */
  SortedMap<Path, List<Note>> check(Path folder) throws IOException {
    SortedMap<Path, List<Note>> notes = new TreeMap<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            if (IGNORED.contains(String.valueOf(directory.getFileName()))) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            if (AppFolder.isApp(directory)) {
              app(directory, notes);
              return FileVisitResult.SKIP_SUBTREE;
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            file(file, attributes.size(), notes);
            return FileVisitResult.CONTINUE;
          }
        });
    return notes;
  }

  private void app(Path folder, Map<Path, List<Note>> notes) throws IOException {
    try {
      StandardApp app = StandardApp.read(AppFolder.read(folder));
      Optional<Map<String, String>> settings =
          Files.exists(folder.resolve("local.settings.json"))
              ? Optional.of(AppFolder.localSettings(folder))
              : Optional.empty();
      apps.check(app, settings)
          .forEach(
              (file, findings) ->
                  notes.put(folder.resolve(file), findings.stream().map(Note::of).toList()));
    } catch (IllegalArgumentException e) {
      notes.put(folder, List.of(Note.problem(e.getMessage())));
    }
  }

  private void file(Path file, long size, Map<Path, List<Note>> notes) throws IOException {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    boolean json = name.endsWith(".json");
    boolean xml = name.endsWith(".xml");
    if ((!json && !xml) || size > MAX_BYTES) {
      return;
    }
    byte[] content = Files.readAllBytes(file);
    if (xml && !new String(content, StandardCharsets.UTF_8).contains("<policies")) {
      return;
    }
    try {
      files.checkKnown(content, name).ifPresent(found -> notes.put(file, found));
    } catch (JsonException e) {
      // Not JSON, whatever its name says; a folder holds many things.
    }
  }
}
