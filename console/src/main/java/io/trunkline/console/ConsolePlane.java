package io.trunkline.console;

import io.trunkline.net.http.CallPlane;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.RequestHead;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Serves the web console below {@code /console}. The files hold nothing secret and are open to
 * anyone; what they show they get from the node's other planes.
 *
 * <p>On a host name that belongs to a service, {@code /console} is that service's: a container or a
 * queue may be called so.
 */
public final class ConsolePlane extends CallPlane {
  static final String ROOT = "/console";

  private static final Pattern SERVICE_HOST =
      Pattern.compile("[^.]+(\\..+)?\\.(blob|servicebus|eventgrid|azure-api)\\..+");

  /** Nothing inline, nothing from elsewhere, nobody's frame. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final StaticFiles files;

  public ConsolePlane() {
    this(new StaticFiles(ROOT));
  }

  ConsolePlane(StaticFiles files) {
    this.files = files;
  }

  @Override
  public String name() {
    return "console";
  }

  @Override
  public boolean claims(RequestHead head) {
    return head.under(ROOT) && !SERVICE_HOST.matcher(head.host()).matches();
  }

  @Override
  public int maxBodyBytes() {
    return 0;
  }

  @Override
  public HttpReply answer(HttpCall call) {
    if (!call.method().equals("GET") && !call.method().equals("HEAD")) {
      return text(405, "Only GET and HEAD are answered here.").withHeader("Allow", "GET, HEAD");
    }
    if (!call.head().path().startsWith(ROOT + "/")) {
      return HttpReply.status(308).withHeader("Location", ROOT + "/");
    }
    String name = call.head().path().substring(ROOT.length() + 1);
    Optional<StaticFile> file = files.find(name.isEmpty() ? "index.html" : name);
    if (file.isEmpty()) {
      return text(
          404,
          name.isEmpty()
              ? "This node was built without its console."
              : "There is nothing at this address.");
    }
    HttpReply reply = unchanged(call, file.get()) ? HttpReply.status(304) : file.get().reply();
    return guarded(reply)
        .withHeader("ETag", file.get().entityTag())
        .withHeader("Cache-Control", file.get().cacheControl());
  }

  private static boolean unchanged(HttpCall call, StaticFile file) {
    return call.header("if-none-match")
        .map(given -> List.of(given.split("\\s*,\\s*")))
        .filter(given -> given.contains(file.entityTag()) || given.contains("*"))
        .isPresent();
  }

  private static HttpReply text(int status, String message) {
    return guarded(HttpReply.text(status, "text/plain; charset=utf-8", message + "\n"));
  }

  private static HttpReply guarded(HttpReply reply) {
    return reply
        .withHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        .withHeader("Cross-Origin-Opener-Policy", "same-origin")
        .withHeader("Referrer-Policy", "no-referrer")
        .withHeader("X-Content-Type-Options", "nosniff");
  }
}
