package io.trunkline.identity;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.memory.ManualClock;
import io.trunkline.kernel.memory.MemoryKernel;
import io.trunkline.net.Endpoints;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.CallPlane;
import io.trunkline.net.http.Fields;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.RequestHead;
import io.trunkline.net.tracing.SpanRecorder;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Identity on a kernel in memory, asked without sockets. */
final class IdentityFixture {
  static final String TENANT = "11111111-1111-1111-1111-111111111111";
  static final String HEADER = "identity-header-for-tests";
  static final Endpoints ENDPOINTS = Endpoints.local(0);

  final ManualClock clock = new ManualClock();
  final IdSource ids = IdSource.seeded(1);
  private final SpanRecorder tracing = new SpanRecorder(span -> {}, clock, () -> new Random(1));
  MemoryKernel kernel = new MemoryKernel(clock);
  Identity identity = open();

  /** Starts again on what survives a crash. */
  void restart() {
    kernel = kernel.crash();
    identity = open();
  }

  private Identity open() {
    return Identity.open(
        kernel,
        IdentitySettings.defaults(TENANT).withInstanceMetadata(true),
        ENDPOINTS,
        HEADER,
        ids,
        clock);
  }

  /** Sends a request to the plane; {@code headers} are alternating names and values. */
  HttpReply send(String method, String target, String body, String... headers) {
    int question = target.indexOf('?');
    String path = question < 0 ? target : target.substring(0, question);
    String query = question < 0 ? "" : target.substring(question + 1);
    RequestHead head = new RequestHead(method, "localhost", 8080, path, query, false);
    CallPlane plane = identity.plane();
    if (!plane.claims(head)) {
      return HttpReply.status(404);
    }
    return plane.answer(
        new HttpCall(
            head,
            Fields.of(headers),
            Fields.parseQuery(query),
            body.getBytes(StandardCharsets.UTF_8),
            "127.0.0.1",
            tracing.start("identity", method, null)));
  }

  HttpReply post(String target, String form) {
    return send("POST", target, form, "content-type", "application/x-www-form-urlencoded");
  }

  JsonNode json(HttpReply reply) {
    return Json.parse(reply.body());
  }

  /** Returns a token of the administrator for {@code resource}. */
  String administratorToken(String resource) {
    return token(identity.issueAdministratorSecret(), resource);
  }

  String token(Applications.ClientSecret secret, String resource) {
    HttpReply reply =
        post(
            "/" + TENANT + "/oauth2/v2.0/token",
            "grant_type=client_credentials&client_id=%s&client_secret=%s&scope=%s/.default"
                .formatted(secret.clientId(), secret.secret(), resource));
    if (reply.status() != 200) {
      throw new AssertionError(reply.text());
    }
    return json(reply).path("access_token").asText();
  }
}
