package io.trunkline.connectors.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.connector.CallResult;
import io.trunkline.workflows.connector.Connector;
import io.trunkline.workflows.connector.ConnectorCall;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.connector.Operation;
import io.trunkline.workflows.connector.Poll;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/** The operations of file connectors on one kind of store. */
final class FileConnector implements Connector {
  private static final int MAX_ARCHIVED = 10_000;

  private final Set<String> names;
  private final FileShape shape;
  private final FileStore.Opener stores;

  FileConnector(Set<String> names, FileShape shape, FileStore.Opener stores) {
    this.names = names;
    this.shape = shape;
    this.stores = stores;
  }

  @Override
  public Set<String> names() {
    return names;
  }

  @Override
  public boolean offers(ConnectorCall call) {
    return Connector.understands(() -> FileRequest.of(call))
        || Connector.understands(() -> FilePoll.of(call, shape(call)));
  }

  @Override
  public CallResult call(ConnectorCall call) {
    FileRequest request = FileRequest.of(call);
    try (FileStore store = stores.open(call)) {
      return new CallResult.Answer(200, null, carryOut(request, store, call));
    } catch (IOException e) {
      throw new ConnectorException(
          502, "BadGateway", "The files cannot be reached: " + e.getMessage());
    }
  }

  @Override
  public Poll poll(ConnectorCall call, @Nullable JsonNode state) {
    try (FileStore store = stores.open(call)) {
      return FilePoll.of(call, shape(call)).poll(store, state);
    } catch (IOException e) {
      throw new ConnectorException(
          502, "BadGateway", "The files cannot be reached: " + e.getMessage());
    }
  }

  private FileShape shape(ConnectorCall call) {
    return call.operation() instanceof Operation.Managed ? FileShape.MANAGED : shape;
  }

  private @Nullable JsonNode carryOut(FileRequest request, FileStore store, ConnectorCall call)
      throws IOException {
    String path = FilePaths.normal(request.path());
    return switch (request.kind()) {
      case CREATE -> create(request, path, store, call);
      case UPDATE -> {
        existing(path, store);
        store.write(path, request.bytes());
        yield metadata(path, store, call);
      }
      case APPEND -> append(request, path, store, call);
      case READ -> read(request, path, store, call);
      case METADATA -> shape(call).of(existing(path, store));
      case EXISTS -> BooleanNode.valueOf(store.find(path).isPresent());
      case LIST -> list(store.list(path), call);
      case DELETE -> delete(request, path, store);
      case COPY -> {
        byte[] content = store.read(path);
        String target = FilePaths.normal(request.target().orElseThrow());
        refuseExisting(request, target, store);
        store.write(target, content);
        yield metadata(target, store, call);
      }
      case RENAME -> {
        String name = request.target().orElseThrow();
        String target =
            name.contains("/")
                ? FilePaths.normal(name)
                : FilePaths.in(FilePaths.parent(path), name);
        existing(path, store);
        refuseExisting(request, target, store);
        store.rename(path, target);
        yield metadata(target, store, call);
      }
      case CREATE_FOLDER -> {
        store.createFolder(path);
        yield metadata(path, store, call);
      }
      case DELETE_FOLDER -> {
        deleteFolder(existing(path, store), request.overwrite(), store);
        yield null;
      }
      case EXTRACT -> extract(request, store, call);
    };
  }

  private JsonNode create(FileRequest request, String path, FileStore store, ConnectorCall call)
      throws IOException {
    refuseExisting(request, path, store);
    store.write(path, request.bytes());
    return metadata(path, store, call);
  }

  private JsonNode append(FileRequest request, String path, FileStore store, ConnectorCall call)
      throws IOException {
    boolean there = store.find(path).isPresent();
    if (!there && !request.overwrite()) {
      throw FileStore.notFound(path);
    }
    byte[] before = there ? store.read(path) : new byte[0];
    byte[] added = request.bytes();
    byte[] all = Arrays.copyOf(before, before.length + added.length);
    System.arraycopy(added, 0, all, before.length, added.length);
    store.write(path, all);
    return metadata(path, store, call);
  }

  private JsonNode read(FileRequest request, String path, FileStore store, ConnectorCall call)
      throws IOException {
    byte[] content = store.read(path);
    boolean infer =
        call.operation() instanceof Operation.BuiltIn builtIn
            ? builtIn.parameters().flag("inferContentType", true)
            : ((Operation.Managed) call.operation()).queries().flag("inferContentType", true);
    String name = path.substring(path.lastIndexOf('/') + 1);
    JsonNode value = ContentTypes.value(name, content, infer);
    boolean blob =
        call.operation() instanceof Operation.BuiltIn builtIn && builtIn.key().equals("readblob");
    if (blob) {
      var body = Json.object();
      body.set("content", value);
      body.putObject("properties").put("blobPath", path).put("contentLength", content.length);
      return body;
    }
    if (request.named() && shape == FileShape.SFTP) {
      var body = Json.object().put("fileName", name);
      body.set("content", value);
      return body;
    }
    return value;
  }

  private JsonNode list(List<FileEntry> entries, ConnectorCall call) {
    ArrayNode array = Json.array();
    entries.forEach(entry -> array.add(shape(call).of(entry)));
    return call.operation() instanceof Operation.Managed managed
            && managed.path().toLowerCase(Locale.ROOT).contains("foldersv2")
        ? Json.object().set("value", array)
        : array;
  }

  private static @Nullable JsonNode delete(FileRequest request, String path, FileStore store)
      throws IOException {
    var found = store.find(path);
    if (found.isEmpty() && !request.overwrite()) {
      throw FileStore.notFound(path);
    }
    if (found.isPresent()) {
      store.delete(found.get());
    }
    return null;
  }

  private static void deleteFolder(FileEntry folder, boolean recursive, FileStore store)
      throws IOException {
    List<FileEntry> children = store.list(folder.path());
    if (!children.isEmpty() && !recursive) {
      throw new ConnectorException(
          409, "Conflict", "The folder '%s' is not empty.".formatted(folder.path()));
    }
    for (FileEntry child : children) {
      if (child.folder()) {
        deleteFolder(child, true, store);
      } else {
        store.delete(child);
      }
    }
    store.delete(folder);
  }

  private JsonNode extract(FileRequest request, FileStore store, ConnectorCall call)
      throws IOException {
    byte[] archive =
        request.path().isEmpty() ? request.bytes() : store.read(FilePaths.normal(request.path()));
    List<FileEntry> extracted = new ArrayList<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.isDirectory()) {
          continue;
        }
        // A name with ".." leaves the root at most up to the target folder.
        String path =
            request.target().orElseThrow() + "/" + FilePaths.normal(entry.getName()).substring(1);
        byte[] content = zip.readNBytes(call.maxBytes() + 1);
        call.requireSize(content.length, "The archived file '" + entry.getName() + "'");
        if (extracted.size() >= MAX_ARCHIVED) {
          throw new ConnectorException(
              413,
              "RequestEntityTooLarge",
              "The archive has more than %d files.".formatted(MAX_ARCHIVED));
        }
        refuseExisting(request, FilePaths.normal(path), store);
        store.write(FilePaths.normal(path), content);
        extracted.add(existing(FilePaths.normal(path), store));
      }
    }
    return list(extracted, call);
  }

  private JsonNode metadata(String path, FileStore store, ConnectorCall call) throws IOException {
    return shape(call).of(existing(path, store));
  }

  private static FileEntry existing(String path, FileStore store) throws IOException {
    return store.find(path).orElseThrow(() -> FileStore.notFound(path));
  }

  private static void refuseExisting(FileRequest request, String path, FileStore store)
      throws IOException {
    if (!request.overwrite() && store.find(path).isPresent()) {
      throw new ConnectorException(
          409, "Conflict", "The file '%s' exists already.".formatted(path));
    }
  }
}
