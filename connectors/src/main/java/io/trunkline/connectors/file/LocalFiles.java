package io.trunkline.connectors.file;

import io.trunkline.connectors.ConnectorSettings;
import io.trunkline.workflows.connector.ConnectorCall;
import io.trunkline.workflows.connector.ConnectorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Files of the node's machine, below the root folder of the connection. */
final class LocalFiles implements FileStore {
  private final Path root;
  private final ConnectorCall call;

  private LocalFiles(Path root, ConnectorCall call) {
    this.root = root;
    this.call = call;
  }

  /**
   * Opens the connection's {@code rootFolder}.
   *
   * @throws ConnectorException 403 where the operator does not allow it
   */
  static LocalFiles open(ConnectorCall call, ConnectorSettings settings) throws IOException {
    String folder =
        call.connection()
            .settings()
            .text("rootFolder")
            .or(() -> call.connection().settings().text("mountPath"))
            .or(() -> call.connection().settings().text("basePath"))
            .orElseThrow(() -> call.connection().invalid("has no 'rootFolder'"));
    Path root;
    try {
      root = Path.of(folder).toRealPath();
    } catch (NoSuchFileException e) {
      throw call.connection().invalid("names a 'rootFolder' that does not exist");
    }
    boolean allowed = !settings.confined();
    for (Path one : settings.roots()) {
      allowed |= Files.exists(one) && root.startsWith(one.toRealPath());
    }
    if (!allowed) {
      throw new ConnectorException(
          403,
          "Forbidden",
          "The operator of the node does not allow the folder '%s': it is not in 'fileSystem.roots' of connectors/settings.json."
              .formatted(folder));
    }
    return new LocalFiles(root, call);
  }

  /** Links that lead out of the root are not followed. */
  private Path resolve(String path) throws IOException {
    Path file = root.resolve(FilePaths.normal(path).substring(1)).normalize();
    Path existing = file;
    while (!Files.exists(existing) && !existing.equals(root)) {
      existing = existing.getParent();
    }
    if (!existing.toRealPath().startsWith(root)) {
      throw new ConnectorException(
          403, "Forbidden", "The path '%s' leads out of the root folder.".formatted(path));
    }
    return file;
  }

  private FileEntry entry(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return new FileEntry(
        FilePaths.normal(root.relativize(file).toString()),
        attributes.isDirectory() ? 0 : attributes.size(),
        attributes.creationTime().toInstant(),
        attributes.lastModifiedTime().toInstant(),
        attributes.isDirectory());
  }

  @Override
  public Optional<FileEntry> find(String path) throws IOException {
    Path file = resolve(path);
    return Files.exists(file) ? Optional.of(entry(file)) : Optional.empty();
  }

  @Override
  public List<FileEntry> list(String folder) throws IOException {
    try (Stream<Path> children = Files.list(resolve(folder))) {
      List<FileEntry> entries = new ArrayList<>();
      for (Path child : children.sorted().toList()) {
        entries.add(entry(child));
      }
      return entries;
    } catch (NoSuchFileException | NotDirectoryException e) {
      throw FileStore.notFound(folder);
    }
  }

  @Override
  public byte[] read(String path) throws IOException {
    Path file = resolve(path);
    if (!Files.isRegularFile(file)) {
      throw FileStore.notFound(path);
    }
    call.requireSize(Files.size(file), "The file '" + path + "'");
    return Files.readAllBytes(file);
  }

  @Override
  public void write(String path, byte[] content) throws IOException {
    Path file = resolve(path);
    Files.createDirectories(file.getParent());
    // Whoever looks at the folder sees the whole file or none.
    Path temporary = file.resolveSibling("." + file.getFileName() + ".part");
    Files.write(temporary, content);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void delete(FileEntry entry) throws IOException {
    Files.delete(resolve(entry.path()));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.createDirectories(resolve(to).getParent());
    Files.move(resolve(from), resolve(to));
  }

  @Override
  public void createFolder(String path) throws IOException {
    Files.createDirectories(resolve(path));
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
