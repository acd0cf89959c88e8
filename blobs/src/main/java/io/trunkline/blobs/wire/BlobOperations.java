package io.trunkline.blobs.wire;

import io.trunkline.blobs.BlobsConfig;
import io.trunkline.blobs.service.BlobAddress;
import io.trunkline.blobs.service.BlobService;
import io.trunkline.blobs.service.StorageAccess;
import io.trunkline.blobs.service.StorageAccess.Right;
import io.trunkline.blobs.state.Blob;
import io.trunkline.blobs.state.BlobRefusedException;
import io.trunkline.blobs.state.BlobsCommand.Cause;
import io.trunkline.blobs.state.BlobsCommand.Content;
import io.trunkline.blobs.state.BlobsCommand.ListedBlock;
import io.trunkline.blobs.wire.BlobXml.ListedSize;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Operations on block blobs. */
public final class BlobOperations {
  private static final int READ_ATTEMPTS = 5;

  private final StorageAccess access;
  private final BlobService blobs;
  private final BlobsConfig config;

  public BlobOperations(StorageAccess access, BlobService blobs, BlobsConfig config) {
    this.access = access;
    this.blobs = blobs;
    this.config = config;
  }

  HttpReply answer(HttpCall call, BlobAddress address, String requestId) {
    String operation = call.method() + " " + call.parameter("comp").orElse("");
    return switch (operation) {
      case "PUT " -> putBlob(call, address, requestId);
      case "PUT block" -> putBlock(call, address);
      case "PUT blocklist" -> putBlockList(call, address, requestId);
      case "GET blocklist" -> getBlockList(call, address);
      case "PUT metadata", "PUT properties" -> setProperties(call, address);
      case "GET ", "HEAD ", "GET metadata", "HEAD metadata" -> getBlob(call, address);
      case "DELETE " -> deleteBlob(call, address, requestId);
      default -> throw BlobException.unsupported("The blob operation '" + operation + "'");
    };
  }

  private HttpReply putBlob(HttpCall call, BlobAddress address, String requestId) {
    String type = call.header("x-ms-blob-type").orElse("");
    if (call.header("x-ms-copy-source").isPresent()) {
      throw BlobException.unsupported("Copying from a source address");
    }
    if (!type.equals("BlockBlob")) {
      throw BlobException.unsupported("Blob type '" + type + "'");
    }
    requireWrite(call, address);
    String md5 = checkedMd5(call);
    Blob blob =
        blobs.put(content(call, address, md5), call.body(), cause(call, "PutBlob", requestId));
    return BlobHeaders.changed(HttpReply.status(201), blob).withHeader("Content-MD5", md5);
  }

  private HttpReply putBlock(HttpCall call, BlobAddress address) {
    requireWrite(call, address);
    String block =
        call.parameter("blockid").orElseThrow(() -> BlobException.invalidParameter("blockid"));
    try {
      if (Base64.getDecoder().decode(block).length > 64) {
        throw BlobException.invalidParameter("blockid");
      }
    } catch (IllegalArgumentException e) {
      throw BlobException.invalidParameter("blockid");
    }
    if (call.body().length == 0) {
      throw BlobException.invalidHeader("Content-Length");
    }
    String md5 = checkedMd5(call);
    blobs.putBlock(address.containerId(), address.blob(), block, call.body());
    return HttpReply.status(201)
        .withHeader("Content-MD5", md5)
        .withHeader("x-ms-request-server-encrypted", "false");
  }

  private HttpReply putBlockList(HttpCall call, BlobAddress address, String requestId) {
    requireWrite(call, address);
    List<ListedBlock> blocks = BlobXml.readBlockList(call.body());
    if (blocks.size() > config.maxBlocks()) {
      throw new BlobException(
          400, "BlockListTooLong", "A block list may hold " + config.maxBlocks() + " blocks.");
    }
    Blob blob =
        blobs.putBlockList(
            content(call, address, null), blocks, cause(call, "PutBlockList", requestId));
    return BlobHeaders.changed(HttpReply.status(201), blob);
  }

  private HttpReply getBlockList(HttpCall call, BlobAddress address) {
    access.require(call, address, Right.READ_BLOB);
    String type = call.parameter("blocklisttype").orElse("committed");
    List<ListedSize> committed = new ArrayList<>();
    List<ListedSize> uncommitted = new ArrayList<>();
    blobs
        .uncommittedBlocks(address.containerId(), address.blob())
        .forEach((id, size) -> uncommitted.add(new ListedSize(id, size)));
    Optional<Blob> blob = blobs.find(address.containerId(), address.blob());
    if (blob.isEmpty() && uncommitted.isEmpty()) {
      throw new BlobRefusedException(BlobRefusedException.Reason.BLOB_NOT_FOUND);
    }
    for (int i = 0; i < blob.map(Blob::blocks).orElse(List.of()).size(); i++) {
      committed.add(new ListedSize(blob.get().blocks().get(i), blob.get().parts().get(i).length()));
    }
    HttpReply reply =
        BlobXml.blocks(
            type.equals("uncommitted") ? List.of() : committed,
            type.equals("committed") ? List.of() : uncommitted);
    return blob.isEmpty()
        ? reply
        : BlobHeaders.changed(reply, blob.get())
            .withHeader("x-ms-blob-content-length", Long.toString(blob.get().length()));
  }

  private HttpReply setProperties(HttpCall call, BlobAddress address) {
    access.require(call, address, Right.WRITE_BLOB);
    boolean metadata = call.parameter("comp").orElse("").equals("metadata");
    Blob blob =
        blobs.setProperties(
            address.containerId(),
            address.blob(),
            metadata ? null : BlobHeaders.content(call, null),
            metadata ? BlobHeaders.metadata(call) : null,
            BlobHeaders.conditions(call));
    return BlobHeaders.changed(HttpReply.status(200), blob);
  }

  private HttpReply getBlob(HttpCall call, BlobAddress address) {
    access.require(call, address, Right.READ_BLOB);
    for (int attempt = 0; attempt < READ_ATTEMPTS; attempt++) {
      Blob blob = blobs.get(address.containerId(), address.blob());
      BlobHeaders.requireConditions(call, blob);
      Optional<HttpReply> reply = read(call, blob);
      if (reply.isPresent()) {
        return reply.get();
      }
    }
    throw new BlobException(503, "ServerBusy", "The blob is being replaced all the time.");
  }

  /** Returns the reply to a GET or HEAD; empty where the blob was replaced meanwhile. */
  private Optional<HttpReply> read(HttpCall call, Blob blob) {
    ByteRange range = ByteRange.read(call, blob.length());
    HttpReply reply =
        BlobHeaders.described(
            HttpReply.status(range.partial() ? 206 : 200),
            BlobHeaders.overridden(call, blob),
            range);
    if (call.method().equals("HEAD")) {
      return Optional.of(reply.withHeader("Content-Length", Long.toString(range.length())));
    }
    if (range.length() > config.maxRequestBytes() * 4L) {
      throw new BlobException(
          400, "OutOfRangeInput", "Ask for at most " + config.maxRequestBytes() * 4L + " bytes.");
    }
    return blobs
        .read(blob, range.start(), (int) range.length())
        .map(content -> new HttpReply(reply.status(), reply.headers(), content));
  }

  private HttpReply deleteBlob(HttpCall call, BlobAddress address, String requestId) {
    access.require(call, address, Right.DELETE_BLOB);
    if (call.parameter("snapshot").isPresent() || call.parameter("versionid").isPresent()) {
      throw BlobException.unsupported("Snapshots and versions");
    }
    blobs.remove(
        address.containerId(),
        address.blob(),
        BlobHeaders.conditions(call),
        cause(call, "DeleteBlob", requestId));
    return HttpReply.status(202).withHeader("x-ms-delete-type-permanent", "true");
  }

  /** A signature with only the letter c may create a blob, but not replace one. */
  private void requireWrite(HttpCall call, BlobAddress address) {
    boolean creating = call.header("if-none-match").filter("*"::equals).isPresent();
    access.require(call, address, creating ? Right.CREATE_BLOB : Right.WRITE_BLOB);
  }

  private static Content content(HttpCall call, BlobAddress address, @Nullable String md5) {
    return new Content(
        address.containerId(),
        address.blob(),
        BlobHeaders.content(call, md5),
        BlobHeaders.metadata(call),
        BlobHeaders.conditions(call));
  }

  private static String checkedMd5(HttpCall call) {
    String actual;
    try {
      actual =
          Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(call.body()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has MD5", e);
    }
    call.header("content-md5")
        .ifPresent(
            claimed -> {
              if (!claimed.equals(actual)) {
                throw new BlobException(
                    400, "Md5Mismatch", "The MD5 value of the request does not match its body.");
              }
            });
    return actual;
  }

  private static Cause cause(HttpCall call, String api, String requestId) {
    return new Cause(
        api,
        call.header("x-ms-client-request-id").orElse(""),
        requestId,
        call.trace().context().traceparent());
  }
}
