package io.trunkline.workflows.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpCaller;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.tracing.TraceContext;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests, in pieces where the other side asks for it: pages of items
 * (reference/workflows.md §4.2.3) and chunks of content (§4.2.4). Methods block.
 */
public final class HttpTransfer {
  /** How many requests one transfer in chunks may take. */
  public static final int MAX_CHUNKS = 1_000;

  /** How many pages may be followed. */
  public static final int MAX_PAGES = 1_000;

  /** How many items the pages may bring together. */
  public static final int MAX_ITEMS = 100_000;

  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes\\s+(\\d+)-(\\d+)/(\\d+)", Pattern.CASE_INSENSITIVE);
  private static final byte[] NOTHING = {};

  private final HttpCaller http;
  private final Map<String, String> headers;
  private final Settings settings;
  private final @Nullable TraceContext trace;

  /**
   * How requests are sent.
   *
   * @param timeout of each request
   * @param maxBytes largest reply, all chunks together
   * @param chunkBytes size of the chunks unless the other side names one
   * @param chunked whether content may travel in chunks
   * @param minimumItems how many items to collect from pages, or 0 for one reply
   */
  public record Settings(
      Duration timeout, int maxBytes, int chunkBytes, boolean chunked, int minimumItems) {}

  /**
   * @param headers added to every request
   */
  public HttpTransfer(
      HttpCaller http,
      Map<String, String> headers,
      Settings settings,
      @Nullable TraceContext trace) {
    this.http = http;
    this.headers = Map.copyOf(headers);
    this.settings = settings;
    this.trace = trace;
  }

  /** Sends a request with everything that belongs to it; never throws for lack of a reply. */
  public CallResult.Remote send(HttpRequest request) {
    try {
      CallResult.Answer first = whole(request);
      return settings.minimumItems() > 0 ? pages(request, first) : first;
    } catch (CompletionException | ConnectorException e) {
      return HttpReplies.none(e);
    }
  }

  private CallResult.Answer whole(HttpRequest request) {
    boolean upload = settings.chunked() && request.body().length > settings.chunkBytes();
    HttpReply reply = upload ? upload(request) : once(request, Map.of());
    if (settings.chunked() && reply.status() == 206) {
      reply = download(request, reply);
    }
    return HttpReplies.answer(request.method(), reply);
  }

  private HttpReply once(HttpRequest request, Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.putAll(more);
    return http.send(request.call(all, settings.timeout(), settings.maxBytes(), trace))
        .toCompletableFuture()
        .join();
  }

  /** Asks for what is missing of a partial reply. */
  private HttpReply download(HttpRequest request, HttpReply first) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    HttpReply part = first;
    for (int requests = 1; requests <= MAX_CHUNKS; requests++) {
      Matcher range = CONTENT_RANGE.matcher(header(part, "content-range").orElse(""));
      if (!range.find() || Long.parseLong(range.group(1)) != content.size()) {
        throw new ConnectorException(
            502, "InvalidContentRangeHeader", "A partial reply does not say which part it is.");
      }
      long total = Long.parseLong(range.group(3));
      if (total > settings.maxBytes()) {
        throw new ConnectorException(
            502,
            "ActionResultsSizeLimitExceeded",
            "The content has %d bytes; at most %d are taken."
                .formatted(total, settings.maxBytes()));
      }
      content.writeBytes(part.body());
      if (content.size() >= total || part.body().length == 0) {
        return new HttpReply(200, first.headers(), content.toByteArray());
      }
      long to = Math.min(total, content.size() + (long) settings.chunkBytes()) - 1;
      part = once(request, Map.of("Range", "bytes=" + content.size() + "-" + to));
      if (part.status() != 206) {
        return part;
      }
    }
    throw tooMany();
  }

  /** Announces the content, then sends it piece by piece to the address that the answer names. */
  private HttpReply upload(HttpRequest request) {
    byte[] content = request.body();
    HttpReply answer =
        once(
            request.with(request.method(), request.uri(), NOTHING),
            Map.of(
                "x-ms-transfer-mode",
                "chunked",
                "x-ms-content-length",
                Integer.toString(content.length)));
    Optional<String> location = header(answer, "location");
    if (answer.status() >= 300 || location.isEmpty()) {
      return answer;
    }
    URI target = request.uri().resolve(location.get());
    int size = chunkSize(answer, settings.chunkBytes());
    int sent = 0;
    for (int requests = 1; sent < content.length; requests++) {
      if (requests > MAX_CHUNKS) {
        throw tooMany();
      }
      int end = (int) Math.min(content.length, (long) sent + size);
      String range = "bytes " + sent + "-" + (end - 1) + "/" + content.length;
      answer =
          once(
              request.with("PATCH", target, Arrays.copyOfRange(content, sent, end)),
              Map.of("Content-Range", range));
      if (answer.status() >= 300) {
        return answer;
      }
      sent = end;
      size = chunkSize(answer, size);
    }
    return answer;
  }

  private static int chunkSize(HttpReply reply, int otherwise) {
    return header(reply, "x-ms-chunk-size")
        .filter(text -> text.matches("[1-9]\\d{0,8}"))
        .map(Integer::parseInt)
        .orElse(otherwise);
  }

  /** Follows the links to further pages until there are items enough. */
  private CallResult.Remote pages(HttpRequest request, CallResult.Answer first) {
    CallResult.Answer page = first;
    ArrayNode items = Json.array();
    for (int pages = 1; pages <= MAX_PAGES; pages++) {
      if (page.statusCode() >= 300 || page.body() == null || !page.body().path("value").isArray()) {
        return pages == 1 ? page : invalidPage(page);
      }
      page.body().path("value").forEach(items::add);
      Optional<String> next = nextLink(page.body());
      if (next.isEmpty() || items.size() >= settings.minimumItems()) {
        break;
      }
      if (items.size() > MAX_ITEMS) {
        throw new ConnectorException(
            502, "InvalidPageResponse", "The pages hold more than " + MAX_ITEMS + " items.");
      }
      page = whole(request.with("GET", request.uri().resolve(next.get()), NOTHING));
    }
    ObjectNode body = ((ObjectNode) first.body()).deepCopy();
    body.remove(List.of("@odata.nextLink", "nextLink"));
    body.set("value", items);
    return new CallResult.Answer(first.statusCode(), first.headers(), body);
  }

  private static CallResult.Remote invalidPage(CallResult.Answer page) {
    return page.statusCode() >= 400
        ? page
        : new CallResult.NoAnswer(
            "InvalidPageResponse", "A page has no array of items named 'value'.", false);
  }

  private static Optional<String> nextLink(JsonNode body) {
    for (String name : new String[] {"@odata.nextLink", "nextLink"}) {
      if (body.path(name).isTextual() && !body.path(name).textValue().isEmpty()) {
        return Optional.of(body.path(name).textValue());
      }
    }
    return Optional.empty();
  }

  private static ConnectorException tooMany() {
    return new ConnectorException(
        502, "MaxRequestCountReached", "A transfer takes at most " + MAX_CHUNKS + " requests.");
  }

  private static Optional<String> header(HttpReply reply, String name) {
    return reply.headers().stream()
        .filter(field -> field.getKey().toLowerCase(Locale.ROOT).equals(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
