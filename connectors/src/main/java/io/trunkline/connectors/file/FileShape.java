package io.trunkline.connectors.file;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;

/** How a provider writes down a file. */
enum FileShape {
  /** {@code /serviceProviders/FileSystem}. */
  FILE_SYSTEM {
    @Override
    ObjectNode of(FileEntry entry) {
      return base(entry)
          .put("createdTime", entry.createdAt().toString())
          .put("contentType", ContentTypes.of(entry.name()));
    }
  },
  /** {@code /serviceProviders/Ftp}. */
  FTP {
    @Override
    ObjectNode of(FileEntry entry) {
      return base(entry).put("mediaType", ContentTypes.of(entry.name()));
    }
  },
  /** {@code /serviceProviders/Sftp}. */
  SFTP {
    @Override
    ObjectNode of(FileEntry entry) {
      return Json.object()
          .put("name", entry.name())
          .put("absolutePath", entry.path())
          .put("filePath", entry.path())
          .put("pathRelativeToRootDirectory", entry.path())
          .put("fileSize", entry.size())
          .put("size", entry.size())
          .put("mediaType", ContentTypes.of(entry.name()))
          .put("lastModifiedTime", entry.modifiedAt().toString())
          .put("isDirectory", entry.folder());
    }
  },
  /** Managed connectors: {@code Id, Name, DisplayName, Path, …} (reference/workflows.md §6.5). */
  MANAGED {
    @Override
    ObjectNode of(FileEntry entry) {
      return Json.object()
          .put("Id", entry.path())
          .put("Name", entry.name())
          .put("DisplayName", entry.name())
          .put("Path", entry.path())
          .put("LastModified", entry.modifiedAt().toString())
          .put("Size", entry.size())
          .put("MediaType", ContentTypes.of(entry.name()))
          .put("IsFolder", entry.folder())
          .put("ETag", "\"" + entry.fingerprint() + "\"")
          .put("FileLocator", entry.path());
    }
  };

  /** Returns the metadata of a file. */
  abstract ObjectNode of(FileEntry entry);

  private static ObjectNode base(FileEntry entry) {
    return Json.object()
        .put("name", entry.name())
        .put("path", entry.path())
        .put("size", entry.size())
        .put("lastUpdatedTime", entry.modifiedAt().toString())
        .put("isFolder", entry.folder());
  }
}
