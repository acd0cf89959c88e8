package io.trunkline.broker.wire.admin;

import io.trunkline.broker.wire.WireError;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import io.trunkline.resources.ResourceException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/** Replies of the administration REST ({@code reference/service-bus.md §13.2, §13.6, §13.8}). */
final class AdminReplies {
  private static final String ENTRY = "application/atom+xml;type=entry;charset=utf-8";
  private static final String FEED = "application/atom+xml;type=feed;charset=utf-8";
  private static final String ERROR = "application/xml; charset=utf-8";
  private static final Pattern SUB_CODE = Pattern.compile("SubCode=(\\d+)\\. (.*)", Pattern.DOTALL);
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

  private AdminReplies() {}

  /** Writes something with a writer. */
  @FunctionalInterface
  interface Writing {
    void to(AtomWriter xml) throws XMLStreamException;
  }

  /** One entry of a page. */
  @FunctionalInterface
  interface Entry<T> {
    void write(AtomWriter xml, T value) throws XMLStreamException;
  }

  static HttpReply entry(int status, AdminRequest request, Writing writing) {
    AtomWriter xml = new AtomWriter(request.namespace().name());
    return HttpReply.status(status).withBody(ENTRY, xml.document(() -> writing.to(xml)));
  }

  /** Returns the page of {@code all} that the request asks for. */
  static <T> HttpReply page(
      AdminRequest request, String title, String path, List<T> all, Entry<T> entry) {
    int skip = Math.min(request.skip(), all.size());
    int end = Math.min(all.size(), skip + request.top());
    @Nullable String next = end < all.size() && end > skip ? request.nextPage(end) : null;
    AtomWriter xml = new AtomWriter(request.namespace().name());
    byte[] body =
        xml.document(
            () ->
                xml.feed(
                    title,
                    request.address(path),
                    next,
                    Instant.EPOCH,
                    () -> {
                      for (T value : all.subList(skip, end)) {
                        entry.write(xml, value);
                      }
                    }));
    return HttpReply.status(200).withBody(FEED, body);
  }

  /**
   * Returns the reply to a request that is refused, with the text that operators look for in logs
   * and traces ({@code reference/service-bus.md §10.3, §13.8}).
   */
  static HttpReply failed(HttpCall call, Instant now, RuntimeException failure) {
    AdminException refused = refusal(failure);
    return error(
        refused,
        " TrackingId:%s, SystemTracker:%s:%s, Timestamp:%s"
            .formatted(
                guid(call.trace().context().traceId()),
                call.head().host(),
                call.head().path(),
                TIMESTAMP.format(now)));
  }

  static HttpReply failed(AdminException refused) {
    return error(refused, "");
  }

  private static AdminException refusal(RuntimeException failure) {
    return switch (failure) {
      case AdminException refused -> refused;
      case ResourceException refused -> {
        String text = String.valueOf(refused.getMessage());
        Matcher matcher = SUB_CODE.matcher(text);
        yield matcher.matches()
            ? new AdminException(
                refused.status(), Integer.parseInt(matcher.group(1)), matcher.group(2))
            : new AdminException(
                refused.status(), refused.status() == 400 ? 40000 : refused.status() * 100, text);
      }
      default -> {
        WireError error = WireError.of(failure);
        yield new AdminException(error.status(), error.status() * 100, error.description());
      }
    };
  }

  private static String guid(String traceId) {
    return "%s-%s-%s-%s-%s"
        .formatted(
            traceId.substring(0, 8),
            traceId.substring(8, 12),
            traceId.substring(12, 16),
            traceId.substring(16, 20),
            traceId.substring(20));
  }

  private static HttpReply error(AdminException refused, String tracking) {
    AtomWriter xml = new AtomWriter("");
    byte[] body =
        xml.document(
            () -> {
              xml.start("Error");
              xml.text("Code", Integer.toString(refused.status()));
              xml.text(
                  "Detail",
                  "SubCode=%d. %s%s".formatted(refused.subCode(), refused.getMessage(), tracking));
              xml.end();
            });
    return HttpReply.status(refused.status()).withBody(ERROR, body);
  }
}
