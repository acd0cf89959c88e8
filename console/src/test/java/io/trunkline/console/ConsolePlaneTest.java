package io.trunkline.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.trunkline.net.http.Fields;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.RequestHead;
import io.trunkline.net.tracing.SpanRecorder;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plane over a small site of the test's own, and once over the console that was built. */
class ConsolePlaneTest {
  private final ConsolePlane plane = new ConsolePlane(new StaticFiles("/site"));

  @Test
  void servesTheStartPage() {
    HttpReply reply = get("/console/");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(header(reply, "Content-Type")).hasValue("text/html; charset=utf-8");
    assertThat(header(reply, "Cache-Control")).hasValue("no-cache");
    assertThat(reply.text()).contains("<title>site</title>");
  }

  @Test
  void letsBrowsersKeepWhatIsNamedAfterItsContent() {
    HttpReply reply = get("/console/assets/app-1a2b.js");
    assertThat(header(reply, "Content-Type")).hasValue("text/javascript; charset=utf-8");
    assertThat(header(reply, "Cache-Control")).hasValue("public, max-age=31536000, immutable");
  }

  @Test
  void answersAnUnchangedFileWithoutItsContent() {
    String tag = header(get("/console/"), "ETag").orElseThrow();
    HttpReply again = call("GET", "/console/", Fields.of("If-None-Match", "\"other\", " + tag));
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(header(again, "ETag")).hasValue(tag);
    HttpReply changed = call("GET", "/console/", Fields.of("If-None-Match", "\"other\""));
    assertThat(changed.status()).isEqualTo(200);
  }

  @Test
  void sendsThePlainAddressToTheDirectory() {
    HttpReply reply = get("/console");
    assertThat(reply.status()).isEqualTo(308);
    assertThat(header(reply, "Location")).hasValue("/console/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console/../outside.html",
        "/console/assets/../../outside.html",
        "/console/%2e%2e/outside.html",
        "/console/..%2foutside.html",
        "/console/..\\outside.html",
        "/console//outside.html",
        "/console/./index.html",
        "/console/notes.txt",
        "/console/assets",
        "/console/assets/",
        "/console/missing.js",
        "/console/index.html%00.js",
      })
  void refusesWhatIsNoFileOfTheConsole(String path) {
    HttpReply reply = get(path);
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.text()).isEqualTo("There is nothing at this address.\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/console/", "/console/assets/app-1a2b.js", "/console/missing.js"})
  void guardsEveryReply(String path) {
    HttpReply reply = get(path);
    assertThat(header(reply, "Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(header(reply, "X-Content-Type-Options")).hasValue("nosniff");
    assertThat(header(reply, "Referrer-Policy")).hasValue("no-referrer");
  }

  @Test
  void answersGetAndHeadOnly() {
    assertThat(call("HEAD", "/console/", Fields.none()).status()).isEqualTo(200);
    HttpReply reply = call("POST", "/console/", Fields.none());
    assertThat(reply.status()).isEqualTo(405);
    assertThat(header(reply, "Allow")).hasValue("GET, HEAD");
  }

  @Test
  void leavesTheHostsOfServicesAlone() {
    assertThat(plane.claims(head("GET", "localhost", "/console"))).isTrue();
    assertThat(plane.claims(head("GET", "node.example.org", "/console/assets/a.js"))).isTrue();
    assertThat(plane.claims(head("GET", "localhost", "/consoles"))).isFalse();
    assertThat(plane.claims(head("GET", "localhost", "/"))).isFalse();
    assertThat(plane.claims(head("GET", "files.blob.localhost", "/console/a.js"))).isFalse();
    assertThat(plane.claims(head("GET", "shop.servicebus.windows.net", "/console"))).isFalse();
  }

  @Test
  void servesEverythingThatTheBuiltStartPageAsksFor() {
    ConsolePlane built = new ConsolePlane();
    HttpReply start = built.answer(request("GET", "/console/", Fields.none()));
    assumeThat(start.status()).as("the console was built").isEqualTo(200);
    assertThat(Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(start.text()).results())
        .extracting((MatchResult match) -> match.group(1))
        .hasSizeGreaterThanOrEqualTo(3)
        .allSatisfy(
            path ->
                assertThat(built.answer(request("GET", path, Fields.none())).status())
                    .isEqualTo(200));
    assertThat(start.text()).doesNotContain("<style", "<script>", "style=");
  }

  private HttpReply get(String path) {
    return call("GET", path, Fields.none());
  }

  private HttpReply call(String method, String path, Fields headers) {
    return plane.answer(request(method, path, headers));
  }

  private static HttpCall request(String method, String path, Fields headers) {
    return new HttpCall(
        head(method, "localhost", path),
        headers,
        Fields.none(),
        new byte[0],
        "127.0.0.1",
        new SpanRecorder(span -> {}, InstantSource.system(), Random::new)
            .start("console", method, null));
  }

  private static RequestHead head(String method, String host, String path) {
    return new RequestHead(method, host, 8443, path, "", true);
  }

  private static Optional<String> header(HttpReply reply, String name) {
    return reply.headers().stream()
        .filter(field -> field.getKey().equals(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
