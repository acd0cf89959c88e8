package io.trunkline.blobs.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.blobs.BlobsConfig;
import io.trunkline.blobs.testkit.BlobsBench;
import io.trunkline.net.http.CallPlane;
import io.trunkline.net.http.Fields;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.RequestHead;
import io.trunkline.net.tracing.SpanRecorder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients in use do not send, or do not show their users. */
class BlobPlaneTest {
  private final BlobsBench bench = new BlobsBench(BlobsConfig.defaults());
  private final SpanRecorder tracing =
      new SpanRecorder(span -> {}, bench.clock, () -> new Random(3));

  @BeforeEach
  void container() {
    bench.container("box");
  }

  @Test
  void everyReplySaysWhichRequestItIsFor() {
    HttpReply reply = call("GET", "/store/box/none", "", Fields.of("x-ms-client-request-id", "c"));
    assertError(reply, 404, "BlobNotFound");
    assertThat(header(reply, "x-ms-request-id")).hasSize(36);
    assertThat(header(reply, "x-ms-client-request-id")).isEqualTo("c");
    assertThat(header(reply, "x-ms-version")).isNotEmpty();
  }

  @Test
  void aHostNameNamesTheAccount() {
    RequestHead head =
        new RequestHead("GET", "store.blob.core.windows.net", 443, "/box/none", "", true);
    assertError(call(head, "", Fields.none(), "127.0.0.1"), 404, "BlobNotFound");
    RequestHead other =
        new RequestHead("GET", "other.blob.core.windows.net", 443, "/box/none", "", true);
    assertError(call(other, "", Fields.none(), "127.0.0.1"), 404, "ResourceNotFound");
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /store/box/a?comp=lease, 501, NotImplemented",
    "PUT, /store/box/a?comp=snapshot, 501, NotImplemented",
    "PUT, /store/box?restype=container&comp=acl, 501, NotImplemented",
    "GET, /store?comp=stats, 501, NotImplemented",
    "PUT, /store/box/a, 501, NotImplemented",
    "PUT, /store/box/a?comp=block&blockid=MQ, 400, InvalidHeaderValue",
    "PUT, /store/box/a?comp=block, 400, InvalidQueryParameterValue",
    "GET, /store/box?restype=container&comp=list&maxresults=0, 400, InvalidQueryParameterValue",
    "GET, /store/box?restype=container&comp=list&maxresults=x, 400, InvalidQueryParameterValue",
    "GET, /store/box/%01, 400, InvalidResourceName",
    "GET, /store/none/a, 404, ContainerNotFound"
  })
  void whatCannotBeDoneIsSaid(String method, String target, int status, String code) {
    assertError(call(method, target, "", Fields.none()), status, code);
  }

  @Test
  void namesHaveALimit() {
    assertThat(put("n".repeat(1_024), "x", Fields.none()).status()).isEqualTo(201);
    assertError(put("n".repeat(1_025), "x", Fields.none()), 400, "InvalidResourceName");
  }

  @Test
  void aBodyThatIsNotWhatItsHashSaysIsRefused() {
    String hash = "XrY7u+Ae7tCTyyK7j1rNww=="; // of "hello world"
    assertThat(put("a", "hello world", Fields.of("content-md5", hash)).status()).isEqualTo(201);
    assertError(put("a", "hello", Fields.of("content-md5", hash)), 400, "Md5Mismatch");
  }

  @Test
  void aBlockListMustBeOne() {
    for (String body : List.of("<BlockList>", "", "<BlockList><Last>MQ==</Last></BlockList>")) {
      HttpReply reply = call("PUT", "/store/box/a?comp=blocklist", body, Fields.none());
      assertThat(reply.status()).as(body).isEqualTo(400);
      assertThat(header(reply, "x-ms-error-code")).startsWith("InvalidXml");
    }
  }

  @Test
  void aBlobMayHaveTenThousandBlocks() {
    String id = Base64.getEncoder().encodeToString("1".repeat(64).getBytes(StandardCharsets.UTF_8));
    String block = "/store/box/a?comp=block&blockid=" + id.replace("=", "%3D");
    assertThat(call("PUT", block, "x", Fields.none()).status()).isEqualTo(201);
    assertThat(
            call("PUT", "/store/box/a?comp=blocklist", blocks(id, 10_000), Fields.none()).status())
        .isEqualTo(201);
    assertThat(call("GET", "/store/box/a", "", Fields.none()).text()).isEqualTo("x".repeat(10_000));
    assertError(
        call("PUT", "/store/box/a?comp=blocklist", blocks(id, 10_001), Fields.none()),
        400,
        "BlockListTooLong");
  }

  private static String blocks(String id, int count) {
    return "<BlockList>" + ("<Latest>" + id + "</Latest>").repeat(count) + "</BlockList>";
  }

  @Test
  void readersWhoHaveItAlreadyGetNothing() {
    String etag = header(put("a", "x", Fields.none()), "etag");
    HttpReply same = call("GET", "/store/box/a", "", Fields.of("if-none-match", etag));
    assertThat(same.status()).isEqualTo(304);
    assertThat(same.body()).isEmpty();
    assertError(
        call("GET", "/store/box/a", "", Fields.of("if-match", "\"0x1\"")), 412, "ConditionNotMet");
  }

  @Test
  void whoShowsNothingIsAskedForAToken() {
    RequestHead head = new RequestHead("GET", "localhost", 8443, "/store/box/a", "", true);
    HttpReply reply = plane().answer(httpCall(head, "", Fields.none(), "127.0.0.1"));
    assertError(reply, 401, "NoAuthenticationInformation");
    assertThat(header(reply, "www-authenticate"))
        .contains("authorization_uri=https://localhost:8443/common/oauth2/authorize");
    assertThat(header(reply, "www-authenticate")).startsWith("Bearer");
  }

  @Test
  void anAccountMayRefuseItsKeys() {
    put("a", "x", Fields.none());
    String signature = signature("&spr=https", "", "https");
    bench.put(
        BlobsBench.ACCOUNT,
        """
        {"location":"westeurope","kind":"StorageV2","sku":{"name":"Standard_LRS"},
         "properties":{"allowSharedKeyAccess":false}}
        """);
    assertError(read(signature, true, "127.0.0.1"), 403, "KeyBasedAuthenticationNotPermitted");
  }

  @ParameterizedTest
  @CsvSource({
    "'', https, true, 10.0.0.5, 200",
    "'', https, false, 10.0.0.5, 403",
    "'', '', false, 10.0.0.5, 200",
    "10.0.0.5, '', true, 10.0.0.5, 200",
    "10.0.0.5, '', true, 10.0.0.6, 403",
    "10.0.0.5-10.0.0.9, '', true, 10.0.0.9, 200",
    "10.0.0.5-10.0.0.9, '', true, 10.0.0.10, 403",
    "10.0.0.5, '', true, 0:0:0:0:0:0:0:1, 403",
    "localhost, '', true, 127.0.0.1, 403"
  })
  void signaturesSayHowTheyMayCome(
      String range, String protocol, boolean secure, String remote, int status) {
    put("a", "x", Fields.none());
    String more =
        (range.isEmpty() ? "" : "&sip=" + range) + (protocol.isEmpty() ? "" : "&spr=" + protocol);
    assertThat(read(signature(more, range, protocol), secure, remote).status()).isEqualTo(status);
  }

  /** Returns the query of a signature that lets blob {@code a} be read. */
  private String signature(String more, String range, String protocol) {
    String text =
        String.join(
            "\n",
            "r",
            "",
            "2099-01-01",
            "/blob/store/box/a",
            "",
            range,
            protocol,
            "2024-11-04",
            "b",
            "",
            "",
            "",
            "",
            "",
            "",
            "");
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(bench.key()), "HmacSHA256"));
      String signed =
          Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
      return "sp=r&se=2099-01-01&sv=2024-11-04&sr=b"
          + more
          + "&sig="
          + signed.replace("+", "%2B").replace("=", "%3D");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpReply read(String signature, boolean secure, String remote) {
    RequestHead head = new RequestHead("GET", "localhost", 8443, "/store/box/a", signature, secure);
    return plane().answer(httpCall(head, "", Fields.none(), remote));
  }

  private HttpReply put(String name, String body, Fields headers) {
    Fields.Builder all = Fields.builder().add("x-ms-blob-type", "BlockBlob");
    headers.forEach(all::add);
    return call("PUT", "/store/box/" + name, body, all.build());
  }

  /** Sends a request of somebody who may do everything. */
  private HttpReply call(String method, String target, String body, Fields headers) {
    String[] parts = target.split("\\?", 2);
    String query = parts.length == 1 ? "" : parts[1];
    RequestHead head = new RequestHead(method, "localhost", 8443, parts[0], query, true);
    return call(head, body, headers, "127.0.0.1");
  }

  private HttpReply call(RequestHead head, String body, Fields headers, String remote) {
    Fields.Builder all = Fields.builder().add("authorization", "Bearer " + BlobsBench.TOKEN);
    headers.forEach(all::add);
    return plane().answer(httpCall(head, body, all.build(), remote));
  }

  private HttpCall httpCall(RequestHead head, String body, Fields headers, String remote) {
    return new HttpCall(
        head,
        headers,
        Fields.parseQuery(head.query()),
        body.getBytes(StandardCharsets.UTF_8),
        remote,
        tracing.start("door", head.method(), null));
  }

  private CallPlane plane() {
    return (CallPlane) bench.storage().plane();
  }

  private static String header(HttpReply reply, String name) {
    return reply.headers().stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }

  private static void assertError(HttpReply reply, int status, String code) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(header(reply, "x-ms-error-code")).isEqualTo(code);
    assertThat(reply.text()).contains("<Code>" + code + "</Code>");
  }
}
