package io.trunkline.connectors.file;

import io.trunkline.workflows.connector.ConnectorCall;
import io.trunkline.workflows.connector.ConnectorException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Folders and files somewhere, open for one call. Paths start with a slash, the root of the
 * connection. An {@link IOException} means that the other side cannot be reached or refuses: the
 * call may be made again.
 */
interface FileStore extends AutoCloseable {

  /** Opens a store for a call. */
  @FunctionalInterface
  interface Opener {
    FileStore open(ConnectorCall call) throws IOException;
  }

  /** Finds a file or folder. */
  Optional<FileEntry> find(String path) throws IOException;

  /**
   * Returns what is in a folder, in order of names.
   *
   * @throws ConnectorException 404 where there is no such folder
   */
  List<FileEntry> list(String folder) throws IOException;

  /**
   * Reads a file.
   *
   * @throws ConnectorException 404 where there is no such file
   */
  byte[] read(String path) throws IOException;

  /** Writes a file in place of the one that is there, if any; makes the folders it lies in. */
  void write(String path, byte[] content) throws IOException;

  void delete(FileEntry entry) throws IOException;

  void rename(String from, String to) throws IOException;

  void createFolder(String path) throws IOException;

  @Override
  void close() throws IOException;

  /** Returns the refusal for a file that is not there. */
  static ConnectorException notFound(String path) {
    return new ConnectorException(404, "NotFound", "There is no file '%s'.".formatted(path));
  }
}
