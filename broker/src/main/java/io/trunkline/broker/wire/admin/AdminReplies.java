package io.trunkline.broker.wire.admin;

import io.trunkline.broker.wire.WireError;
import io.trunkline.net.http.HttpReply;
import io.trunkline.resources.ResourceException;
import java.time.Instant;
import java.util.List;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/** Replies of the administration REST ({@code reference/service-bus.md §13.2, §13.6, §13.8}). */
final class AdminReplies {
  private static final String ENTRY = "application/atom+xml;type=entry;charset=utf-8";
  private static final String FEED = "application/atom+xml;type=feed;charset=utf-8";
  private static final String ERROR = "application/xml; charset=utf-8";

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

  static HttpReply failed(RuntimeException failure) {
    return switch (failure) {
      case AdminException refused ->
          error(refused.status(), refused.subCode(), String.valueOf(refused.getMessage()));
      case ResourceException refused ->
          error(
              refused.status(),
              refused.status() == 400 ? 40000 : refused.status() * 100,
              String.valueOf(refused.getMessage()));
      default -> {
        WireError error = WireError.of(failure);
        yield error(error.status(), error.status() * 100, error.description());
      }
    };
  }

  private static HttpReply error(int status, int subCode, String text) {
    AtomWriter xml = new AtomWriter("");
    byte[] body =
        xml.document(
            () -> {
              xml.start("Error");
              xml.text("Code", Integer.toString(status));
              xml.text("Detail", "SubCode=" + subCode + ". " + text);
              xml.end();
            });
    return HttpReply.status(status).withBody(ERROR, body);
  }
}
