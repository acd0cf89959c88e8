package io.trunkline.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.gateway.testkit.GatewayNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.tls.NodeCertificates;
import io.vertx.core.http.HttpServerRequest;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which API answers: paths, versions, revisions, products; before and after a restart. */
class GatewayRoutingTest {
  private GatewayNode node;

  @BeforeEach
  void start() {
    node = new GatewayNode();
    node.backend(GatewayRoutingTest::echo);
  }

  @AfterEach
  void close() {
    node.close();
  }

  private static void echo(HttpServerRequest request) {
    request.response().end(request.uri());
  }

  private void api(String name, String path, String more) {
    node.put(
        "apis/" + name,
        """
        {"properties": {"displayName": "%s", "path": "%s", "serviceUrl": "%s/%s",
          "protocols": ["http"], "subscriptionRequired": false %s}}
        """
            .formatted(name, path, node.backendUrl(), name.replace(";", "-"), more));
    node.put(
        "apis/" + name + "/operations/get",
        """
        {"properties": {"displayName": "Get", "method": "GET", "urlTemplate": "/{*rest}"}}
        """);
  }

  @Test
  void takesTheLongestPath() throws Exception {
    api("short", "a", "");
    api("long", "a/b", "");
    assertThat(node.get("/a/b/c").body()).isEqualTo("/long/c");
    assertThat(node.get("/a/c").body()).isEqualTo("/short/c");
    assertThat(node.get("/A/B/c").body()).isEqualTo("/long/c");
  }

  @Test
  void tellsVersionsApart() throws Exception {
    node.put(
        "apiVersionSets/s",
        "{\"properties\": {\"displayName\": \"S\", \"versioningScheme\": \"Segment\"}}");
    node.put(
        "apiVersionSets/h",
        "{\"properties\": {\"displayName\": \"H\", \"versioningScheme\": \"Header\","
            + " \"versionHeaderName\": \"Api-Version\"}}");
    api("plain", "a", "");
    api(
        "v2",
        "a",
        ", \"apiVersion\": \"v2\", \"apiVersionSetId\": \"" + node.id("apiVersionSets/s") + "\"");
    api(
        "h1",
        "h",
        ", \"apiVersion\": \"1\", \"apiVersionSetId\": \"" + node.id("apiVersionSets/h") + "\"");
    assertThat(node.get("/a/v2/x").body()).isEqualTo("/v2/x");
    assertThat(node.get("/a/x").body()).isEqualTo("/plain/x");
    assertThat(node.get("/h/x", "Api-Version", "1").body()).isEqualTo("/h1/x");
    assertThat(node.get("/h/x").statusCode()).isEqualTo(404);
  }

  @Test
  void reachesRevisionsByNumber() throws Exception {
    api("a", "a", "");
    api("a;rev=2", "a", "");
    assertThat(node.get("/a/x").body()).isEqualTo("/a/x");
    assertThat(node.get("/a;rev=2/x").body()).isEqualTo("/a-rev=2/x");
    assertThat(node.get("/a;rev=1/x").body()).isEqualTo("/a/x");
  }

  @Test
  void opensApisByOpenProducts() throws Exception {
    api("a", "a", ", \"x\": 1");
    node.put(
        "products/open",
        "{\"properties\": {\"displayName\": \"Open\", \"subscriptionRequired\": false}}");
    node.put("products/open/apis/a", "{}");
    node.putPolicy(
        "products/open",
        "<policies><inbound><base/><return-response><set-body>@(context.Product.Name)</set-body>"
            + "</return-response></inbound></policies>");
    assertThat(node.get("/a/x").body()).isEqualTo("Open");
  }

  @Test
  void answersByHostName() throws Exception {
    api("a", "a", "");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          "GET /a/x HTTP/1.1\r\nHost: gw.azure-api.localhost\r\nConnection: close\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(reply).startsWith("HTTP/1.1 200 OK").endsWith("/a/x");
    }
  }

  @Test
  void trustsTheNodesOwnAuthorityAndNoOther(@TempDir Path own, @TempDir Path foreign)
      throws Exception {
    node.close();
    NodeCertificates trusted = certificates(own);
    for (NodeCertificates certificates : List.of(trusted, certificates(foreign))) {
      node = new GatewayNode(trusted, certificates);
      String url = node.secureBackend(GatewayRoutingTest::echo);
      api("a", "a", "");
      node.putPolicy(
          "apis/a",
          "<policies><inbound><base/><set-backend-service base-url=\""
              + url
              + "\"/></inbound>"
              + "<backend><base/></backend></policies>");
      assertThat(node.get("/a/x").statusCode()).isEqualTo(certificates == trusted ? 200 : 502);
      node.close();
    }
    node = new GatewayNode();
  }

  private static NodeCertificates certificates(Path directory) {
    return NodeCertificates.open(
        directory, NodeCertificates.names("localhost"), InstantSource.system());
  }

  @Test
  void mergesTheQueryOfABackendUrl() throws Exception {
    api("a", "a", "");
    node.put(
        "namedValues/sig",
        "{\"properties\": {\"displayName\": \"sig\", \"secret\": true, \"value\": \"s%2F1\"}}");
    node.putPolicy(
        "apis/a",
        "<policies><inbound><base/><set-backend-service base-url=\""
            + node.backendUrl()
            + "/workflows/w/triggers/manual\"/><rewrite-uri"
            + " template=\"/paths/invoke?api-version=2016-10-01&amp;sig={{sig}}\"/></inbound>"
            + "<backend><base/></backend><outbound><base/></outbound></policies>");
    assertThat(node.get("/a/x").body())
        .isEqualTo("/workflows/w/triggers/manual/paths/invoke?api-version=2016-10-01&sig=s%2F1");
  }

  @Test
  void keepsOperationsOverARestartAndReplacesThemByAnImport() throws Exception {
    node.put("apis/i", imported("one", "two"));
    node.tree().delete(node.id("apis/i/operations/two"));
    node.restart();
    assertThat(node.get("/i/one").body()).isEqualTo("/one");
    assertThat(node.get("/i/two").statusCode()).isEqualTo(404);
    node.put("apis/i", imported("two", "three"));
    assertThat(node.get("/i/one").statusCode()).isEqualTo(404);
    assertThat(node.get("/i/two").body()).isEqualTo("/two");
    assertThat(node.get("/i/three").body()).isEqualTo("/three");
  }

  private String imported(String... paths) {
    var document = Json.object().put("openapi", "3.0.1");
    document.putObject("info").put("title", "I").put("version", "1");
    var all = document.putObject("paths");
    for (String path : paths) {
      var get = all.putObject("/" + path).putObject("get").put("operationId", path);
      get.putObject("responses").putObject("200").put("description", "ok");
    }
    var body = Json.object();
    body.putObject("properties")
        .put("path", "i")
        .put("serviceUrl", node.backendUrl())
        .put("subscriptionRequired", false)
        .put("format", "openapi+json")
        .put("value", Json.text(document))
        .set("protocols", Json.array().add("http"));
    return Json.text(body);
  }
}
