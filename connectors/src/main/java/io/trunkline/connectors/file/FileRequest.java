package io.trunkline.connectors.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.trunkline.workflows.connector.ConnectorCall;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.connector.HttpContent;
import io.trunkline.workflows.connector.Operation;
import io.trunkline.workflows.connector.Parameters;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a workflow asks of files, whichever provider's words it uses.
 *
 * @param kind what is to be done
 * @param path the file or folder
 * @param target the second path of a copy or new name
 * @param content to write; missing for none
 * @param overwrite whether what is there may be replaced, deleted without being there, or deleted
 *     with all that is in it
 * @param named whether content comes with the file's name ({@code getFileContent} of SFTP)
 */
record FileRequest(
    Kind kind,
    String path,
    Optional<String> target,
    JsonNode content,
    boolean overwrite,
    boolean named) {

  /** What is done. */
  enum Kind {
    CREATE,
    UPDATE,
    APPEND,
    READ,
    METADATA,
    LIST,
    DELETE,
    COPY,
    RENAME,
    CREATE_FOLDER,
    DELETE_FOLDER,
    EXTRACT,
    EXISTS
  }

  /**
   * Reads an operation of a built-in provider or of a managed connector.
   *
   * @throws ConnectorException 404 for an operation that files do not have
   */
  static FileRequest of(ConnectorCall call) {
    return switch (call.operation()) {
      case Operation.BuiltIn builtIn -> builtIn(builtIn, call);
      case Operation.Managed managed -> managed(managed, call);
    };
  }

  private static FileRequest builtIn(Operation.BuiltIn operation, ConnectorCall call) {
    Parameters given = operation.parameters();
    return switch (operation.key()) {
      case "createfile" -> writing(Kind.CREATE, given, true);
      case "uploadfilecontent" ->
          writing(Kind.CREATE, given, given.flag("overWriteFileIfExists", false));
      case "uploadblob" -> writing(Kind.CREATE, given, given.flag("overrideIfExists", true));
      case "updatefile" -> writing(Kind.UPDATE, given, true);
      case "appendfile" -> writing(Kind.APPEND, given, given.flag("createFileIfNotPresent", false));
      case "getfilecontent" -> reading(Kind.READ, path(given), true);
      case "getfilecontentv2", "getftpfilecontent", "getftpfilecontentv2", "readblob" ->
          reading(Kind.READ, path(given), false);
      case "getfilemetadata", "getmetadata", "getblobmetadata" ->
          reading(Kind.METADATA, path(given), false);
      case "blobexists" -> reading(Kind.EXISTS, path(given), false);
      case "listfolder", "listfilesinfolder" -> reading(Kind.LIST, folder(given), false);
      case "deletefile", "deleteftpfile", "deleteblob" ->
          new FileRequest(
              Kind.DELETE,
              path(given),
              Optional.empty(),
              MissingNode.getInstance(),
              given.flag("skipIfFileNotPresent", given.flag("skipDelete", false)),
              false);
      case "copyfile" ->
          new FileRequest(
              Kind.COPY,
              given.text("source").orElseGet(() -> given.requiredText("sourceFilePath")),
              Optional.of(
                  given
                      .text("destination")
                      .orElseGet(() -> given.requiredText("destinationFilePath"))),
              MissingNode.getInstance(),
              given.flag("overwrite", given.flag("overWriteFileIfExists", false)),
              false);
      case "renamefile" ->
          new FileRequest(
              Kind.RENAME,
              path(given),
              Optional.of(given.text("newName").orElseGet(() -> given.requiredText("newFileName"))),
              MissingNode.getInstance(),
              false,
              false);
      case "createfolder" -> reading(Kind.CREATE_FOLDER, folder(given), false);
      case "deletefolder" ->
          new FileRequest(
              Kind.DELETE_FOLDER,
              folder(given),
              Optional.empty(),
              MissingNode.getInstance(),
              given.flag("recursiveDelete", false),
              false);
      case "extractarchive" ->
          new FileRequest(
              Kind.EXTRACT,
              given.text("filePath").orElse(""),
              Optional.of(folder(given)),
              content(given),
              given
                  .text("overwrite")
                  .or(() -> given.text("overwriteExistingFilesBehaviour"))
                  .filter("overwrite"::equalsIgnoreCase)
                  .isPresent(),
              false);
      default -> throw call.unknownOperation();
    };
  }

  /** Managed file connectors share their paths: {@code /datasets/default/…} (§6.5). */
  private static FileRequest managed(Operation.Managed operation, ConnectorCall call) {
    List<String> segments = operation.segments();
    int start = segments.indexOf("datasets") + 2;
    if (start < 2 || start >= segments.size()) {
      throw call.unknownOperation();
    }
    Parameters queries = operation.queries();
    String what = operation.method() + " " + segments.get(start).toLowerCase(Locale.ROOT);
    String id =
        start + 1 < segments.size()
            ? String.join("/", segments.subList(start + 1, segments.size()))
            : "";
    return switch (what) {
      case "POST files" ->
          new FileRequest(
              Kind.CREATE,
              FilePaths.in(queries.text("folderPath").orElse("/"), queries.requiredText("name")),
              Optional.empty(),
              operation.body(),
              true,
              false);
      case "PUT files" ->
          new FileRequest(Kind.UPDATE, id, Optional.empty(), operation.body(), true, false);
      case "DELETE files" -> reading(Kind.DELETE, id, false);
      case "GET files" ->
          id.endsWith("/content")
              ? reading(Kind.READ, id.substring(0, id.length() - "/content".length()), false)
              : reading(Kind.METADATA, id, false);
      case "GET getfilecontentbypath" -> reading(Kind.READ, queries.requiredText("path"), false);
      case "GET getfilebypath" -> reading(Kind.METADATA, queries.requiredText("path"), false);
      case "GET folders", "GET foldersv2" -> reading(Kind.LIST, id.isEmpty() ? "/" : id, false);
      case "POST copyfile" ->
          new FileRequest(
              Kind.COPY,
              queries.requiredText("source"),
              Optional.of(queries.requiredText("destination")),
              MissingNode.getInstance(),
              queries.flag("overwrite", false),
              false);
      default -> throw call.unknownOperation();
    };
  }

  private static FileRequest reading(Kind kind, String path, boolean named) {
    return new FileRequest(kind, path, Optional.empty(), MissingNode.getInstance(), false, named);
  }

  private static FileRequest writing(Kind kind, Parameters given, boolean overwrite) {
    return new FileRequest(kind, path(given), Optional.empty(), content(given), overwrite, false);
  }

  private static String path(Parameters given) {
    Optional<String> container = given.text("containerName");
    if (container.isPresent()) {
      return container.get() + "/" + given.requiredText("blobName");
    }
    return given.text("filePath").orElseGet(() -> given.requiredText("fileOrFolderPath"));
  }

  private static String folder(Parameters given) {
    return given.text("folderPath").orElse("/");
  }

  private static JsonNode content(Parameters given) {
    return given
        .find("body")
        .or(() -> given.find("fileContent"))
        .or(() -> given.find("content"))
        .orElse(MissingNode.getInstance());
  }

  /** Returns the bytes to write; nothing makes an empty file. */
  byte[] bytes() {
    return content.isMissingNode() || content.isNull()
        ? new byte[0]
        : HttpContent.encode(content).bytes();
  }
}
