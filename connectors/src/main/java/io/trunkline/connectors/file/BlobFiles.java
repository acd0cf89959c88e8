package io.trunkline.connectors.file;

import io.trunkline.net.codec.Xml;
import io.trunkline.net.http.Fields;
import io.trunkline.net.http.HttpCaller;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.OutgoingCall;
import io.trunkline.workflows.connector.ConnectorCall;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.connector.ConnectorServices;
import io.trunkline.workflows.connector.StatusNames;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Blobs of a storage account: the first folder is the container, the others are part of names. */
final class BlobFiles implements FileStore {
  private static final String VERSION = "2021-12-02";
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);
  private static final byte[] EMPTY = {};

  private final ConnectorCall call;
  private final BlobAccount account;
  private final HttpCaller http;
  private final InstantSource clock;

  private BlobFiles(ConnectorCall call, BlobAccount account, HttpCaller http, InstantSource clock) {
    this.call = call;
    this.account = account;
    this.http = http;
    this.clock = clock;
  }

  static BlobFiles open(ConnectorCall call, ConnectorServices services) {
    return new BlobFiles(
        call,
        BlobAccount.of(call.connection(), services.tokens()),
        services.http(),
        services.clock());
  }

  private HttpReply send(
      String method, String path, Map<String, String> queries, byte[] body, String... headers)
      throws IOException {
    String encoded =
        Arrays.stream(path.split("/", -1))
            .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
            .collect(Collectors.joining("/"));
    String base = URI.create(account.endpoint()).getRawPath();
    Fields.Builder builder = Fields.builder();
    builder.add("x-ms-date", DATE.format(clock.instant()));
    builder.add("x-ms-version", VERSION);
    for (int i = 0; i < headers.length; i += 2) {
      builder.add(headers[i], headers[i + 1]);
    }
    Fields signed = builder.build();
    builder.add(
        "Authorization",
        account.authorization(method, base + encoded, queries, signed, body.length));
    String query =
        queries.entrySet().stream()
            .map(
                one ->
                    one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    try {
      return http.send(
              new OutgoingCall(
                  method,
                  URI.create(account.endpoint() + encoded + (query.isEmpty() ? "" : "?" + query)),
                  builder.build(),
                  body,
                  call.timeout(),
                  call.maxBytes(),
                  call.span().context()))
          .toCompletableFuture()
          .join();
    } catch (CompletionException e) {
      throw new IOException(String.valueOf(e.getCause().getMessage()), e.getCause());
    }
  }

  private static HttpReply require(HttpReply reply, String path) {
    if (reply.status() == 404) {
      throw FileStore.notFound(path);
    }
    if (reply.status() >= 400) {
      throw new ConnectorException(
          reply.status(),
          header(reply, "x-ms-error-code").orElse(StatusNames.of(reply.status())),
          "The storage account answers %d for '%s'.".formatted(reply.status(), path));
    }
    return reply;
  }

  private static Optional<String> header(HttpReply reply, String name) {
    return reply.headers().stream()
        .filter(one -> one.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static Instant time(String text) {
    try {
      return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeParseException e) {
      return Instant.EPOCH;
    }
  }

  @Override
  public Optional<FileEntry> find(String path) throws IOException {
    HttpReply reply = send("HEAD", FilePaths.normal(path), Map.of(), EMPTY);
    if (reply.status() == 404) {
      return Optional.empty();
    }
    require(reply, path);
    Instant modified = header(reply, "Last-Modified").map(BlobFiles::time).orElse(Instant.EPOCH);
    long size = header(reply, "Content-Length").map(Long::parseLong).orElse(0L);
    return Optional.of(new FileEntry(FilePaths.normal(path), size, modified, modified, false));
  }

  @Override
  public List<FileEntry> list(String folder) throws IOException {
    String normal = FilePaths.normal(folder).substring(1);
    String container = normal.contains("/") ? normal.substring(0, normal.indexOf('/')) : normal;
    if (container.isEmpty()) {
      throw new ConnectorException(
          400, "BadRequest", "Name a container: '%s' lists none.".formatted(folder));
    }
    String prefix =
        normal.length() > container.length() ? normal.substring(container.length() + 1) + "/" : "";
    List<FileEntry> entries = new ArrayList<>();
    String marker = "";
    do {
      Map<String, String> queries = new TreeMap<>();
      queries.put("restype", "container");
      queries.put("comp", "list");
      queries.put("delimiter", "/");
      queries.put("prefix", prefix);
      if (!marker.isEmpty()) {
        queries.put("marker", marker);
      }
      HttpReply reply = require(send("GET", "/" + container, queries, EMPTY), folder);
      Element root = Xml.document(reply.body()).getDocumentElement();
      add(root, container, entries);
      marker = text(root, "NextMarker");
    } while (!marker.isEmpty());
    return entries;
  }

  private static void add(Element root, String container, List<FileEntry> entries) {
    NodeList prefixes = root.getElementsByTagName("BlobPrefix");
    for (int i = 0; i < prefixes.getLength(); i++) {
      String path = FilePaths.in(container, text((Element) prefixes.item(i), "Name"));
      entries.add(new FileEntry(path, 0, Instant.EPOCH, Instant.EPOCH, true));
    }
    NodeList blobs = root.getElementsByTagName("Blob");
    for (int i = 0; i < blobs.getLength(); i++) {
      Element blob = (Element) blobs.item(i);
      Instant modified = time(text(blob, "Last-Modified"));
      String length = text(blob, "Content-Length");
      entries.add(
          new FileEntry(
              FilePaths.in(container, text(blob, "Name")),
              length.isEmpty() ? 0 : Long.parseLong(length),
              modified,
              modified,
              false));
    }
  }

  private static String text(Element element, String name) {
    NodeList found = element.getElementsByTagName(name);
    return found.getLength() == 0 ? "" : found.item(0).getTextContent();
  }

  @Override
  public byte[] read(String path) throws IOException {
    return require(send("GET", FilePaths.normal(path), Map.of(), EMPTY), path).body();
  }

  @Override
  public void write(String path, byte[] content) throws IOException {
    require(
        send(
            "PUT",
            FilePaths.normal(path),
            Map.of(),
            content,
            "x-ms-blob-type",
            "BlockBlob",
            "content-type",
            ContentTypes.of(path)),
        path);
  }

  @Override
  public void delete(FileEntry entry) throws IOException {
    require(send("DELETE", entry.path(), Map.of(), EMPTY), entry.path());
  }

  /** Blobs have no names to change: the content is written anew. */
  @Override
  public void rename(String from, String to) throws IOException {
    write(to, read(from));
    require(send("DELETE", FilePaths.normal(from), Map.of(), EMPTY), from);
  }

  /** Folders of a container are parts of names: nothing is to be made. */
  @Override
  public void createFolder(String path) throws IOException {
    if (FilePaths.normal(path).indexOf('/', 1) < 0) {
      HttpReply reply = send("PUT", FilePaths.normal(path), Map.of("restype", "container"), EMPTY);
      if (reply.status() != 409) {
        require(reply, path);
      }
    }
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
