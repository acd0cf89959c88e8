package io.trunkline.blobs.wire;

import io.trunkline.blobs.state.Blob;
import io.trunkline.blobs.state.BlobRefusedException;
import io.trunkline.blobs.state.Conditions;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads and writes what stands in headers. */
final class BlobHeaders {
  private static final String METADATA = "x-ms-meta-";
  private static final Map<String, String> OVERRIDES =
      Map.of(
          "rscc", "cache-control",
          "rscd", "content-disposition",
          "rsce", "content-encoding",
          "rscl", "content-language",
          "rsct", "content-type");
  private static final List<String> CONTENT =
      List.of(
          "content-type",
          "content-encoding",
          "content-language",
          "content-md5",
          "cache-control",
          "content-disposition");

  private BlobHeaders() {}

  /** Returns the content headers that a blob keeps; {@code x-ms-blob-*} win over plain ones. */
  static Map<String, String> content(HttpCall call, @Nullable String md5) {
    Map<String, String> headers = new TreeMap<>();
    for (String name : CONTENT) {
      call.header("x-ms-blob-" + name).ifPresent(value -> headers.put(name, value));
    }
    boolean whole = md5 != null;
    if (whole) {
      headers.putIfAbsent("content-md5", md5);
      call.header("content-type").ifPresent(value -> headers.putIfAbsent("content-type", value));
    }
    return headers;
  }

  /** Returns the blob with the headers that a shared access signature asks to be sent instead. */
  static Blob overridden(HttpCall call, Blob blob) {
    Map<String, String> headers = new TreeMap<>(blob.headers());
    if (call.parameter("sig").isPresent()) {
      OVERRIDES.forEach(
          (parameter, header) ->
              call.parameter(parameter).ifPresent(value -> headers.put(header, value)));
    }
    return blob.withHeaders(headers);
  }

  static Map<String, String> metadata(HttpCall call) {
    Map<String, String> metadata = new TreeMap<>();
    call.headers()
        .forEach(
            (name, value) -> {
              if (name.startsWith(METADATA)) {
                String key = name.substring(METADATA.length());
                if (!key.matches("[a-z_][a-z0-9_]*")) {
                  throw new BlobException(
                      400, "InvalidMetadata", "The metadata name '" + key + "' is invalid.");
                }
                metadata.put(key, value);
              }
            });
    return metadata;
  }

  static Conditions conditions(HttpCall call) {
    if (call.header("x-ms-lease-id").isPresent()) {
      throw BlobException.unsupported("A lease");
    }
    return new Conditions(
        etag(call, "if-match"),
        etag(call, "if-none-match"),
        date(call, "if-modified-since"),
        date(call, "if-unmodified-since"));
  }

  static void requireConditions(HttpCall call, Blob blob) {
    if (conditions(call).check(blob) != Conditions.Result.HOLDS) {
      throw new BlobRefusedException(BlobRefusedException.Reason.CONDITION_NOT_MET);
    }
  }

  /** Reads an entity tag; SDKs send it back without the quotes. */
  private static @Nullable String etag(HttpCall call, String header) {
    return call.header(header)
        .map(String::strip)
        .map(tag -> tag.equals("*") || tag.startsWith("\"") ? tag : '"' + tag + '"')
        .orElse(null);
  }

  private static @Nullable Long date(HttpCall call, String header) {
    return call.header(header)
        .map(
            text -> {
              try {
                return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant()
                    .toEpochMilli();
              } catch (DateTimeException e) {
                throw BlobException.invalidHeader(header);
              }
            })
        .orElse(null);
  }

  static HttpReply changed(HttpReply reply, Blob blob) {
    return reply
        .withHeader("ETag", blob.etag())
        .withHeader("Last-Modified", BlobXml.date(blob.changedAt()))
        .withHeader("x-ms-request-server-encrypted", "false");
  }

  static HttpReply described(HttpReply bare, Blob blob, ByteRange range) {
    HttpReply reply =
        bare.withHeader("ETag", blob.etag())
            .withHeader("Last-Modified", BlobXml.date(blob.changedAt()))
            .withHeader("x-ms-creation-time", BlobXml.date(blob.createdAt()))
            .withHeader("x-ms-blob-type", "BlockBlob")
            .withHeader("x-ms-lease-status", "unlocked")
            .withHeader("x-ms-lease-state", "available")
            .withHeader("x-ms-server-encrypted", "false")
            .withHeader("x-ms-access-tier", "Hot")
            .withHeader("x-ms-access-tier-inferred", "true")
            .withHeader("Accept-Ranges", "bytes");
    if (blob.header("content-type") == null) {
      reply = reply.withHeader("content-type", "application/octet-stream");
    }
    for (Map.Entry<String, String> header : blob.headers().entrySet()) {
      boolean wholeMd5 = header.getKey().equals("content-md5") && range.partial();
      String name = wholeMd5 ? "x-ms-blob-content-md5" : header.getKey();
      reply = reply.withHeader(name, header.getValue());
    }
    for (Map.Entry<String, String> entry : blob.metadata().entrySet()) {
      reply = reply.withHeader(METADATA + entry.getKey(), entry.getValue());
    }
    if (range.partial()) {
      long end = range.start() + range.length() - 1;
      reply =
          reply.withHeader(
              "Content-Range", "bytes " + range.start() + "-" + end + "/" + blob.length());
    }
    return reply;
  }
}
