package io.trunkline.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.trunkline.identity.Applications.ClientSecret;
import io.trunkline.identity.Applications.Registration;
import io.trunkline.identity.InvalidCredentialException.Reason;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens: what is issued, what is accepted, what is refused and how. */
class TokenTest {
  private static final String V2 = "/" + IdentityFixture.TENANT + "/oauth2/v2.0/token";
  private static final String V1 = "/" + IdentityFixture.TENANT + "/oauth2/token";
  private static final String BUS = "https://servicebus.azure.net";

  private final IdentityFixture fixture = new IdentityFixture();
  private final Identity identity = fixture.identity;
  private final ClientSecret client = client();

  private ClientSecret client() {
    Registration registration = identity.applications().register("client", List.of(), List.of());
    return identity.applications().addSecret(registration.clientId(), "test");
  }

  @Test
  void aServicesTokenIsVersionOne() throws Exception {
    JWTClaimsSet claims = claims(fixture.token(client, BUS));
    assertThat(claims.getAudience()).containsExactly(BUS);
    assertThat(claims.getIssuer())
        .isEqualTo("https://localhost:8443/" + IdentityFixture.TENANT + "/");
    assertThat(claims.getStringClaim("appid")).isEqualTo(client.clientId());
    assertThat(claims.getStringClaim("ver")).isEqualTo("1.0");
    assertThat(claims.getStringClaim("oid")).isEqualTo(claims.getSubject());
    assertThat(claims.getStringClaim("tid")).isEqualTo(IdentityFixture.TENANT);
    Duration life =
        Duration.between(
            claims.getNotBeforeTime().toInstant(), claims.getExpirationTime().toInstant());
    assertThat(life).isBetween(Duration.ofMinutes(60), Duration.ofMinutes(90));
  }

  @Test
  void anAudienceKeepsTheSlashThatWasAskedFor() throws Exception {
    assertThat(claims(fixture.token(client, "https://management.core.windows.net/")).getAudience())
        .containsExactly("https://management.core.windows.net/");
  }

  @Test
  void aRegisteredApplicationGetsRolesIntoItsTokens() throws Exception {
    identity.applications().register("api", List.of("api://orders"), List.of("Orders.Write"));
    assertThat(claims(fixture.token(client, "api://orders")).getClaim("roles")).isNull();
    identity.applications().grant(client.clientId(), "api://orders", "Orders.Write");
    String token = fixture.token(client, "api://orders");
    assertThat(claims(token).getStringListClaim("roles")).containsExactly("Orders.Write");
    assertThat(
            identity.tokenVerifier().verify(token, Set.of("api://orders")).principal().appRoles())
        .containsExactly("Orders.Write");
  }

  @Test
  void versionOneRequestsAnswerWithTexts() {
    JsonNode body =
        fixture.json(
            fixture.post(
                V1,
                "grant_type=client_credentials&client_id=%s&client_secret=%s&resource=%s"
                    .formatted(client.clientId(), client.secret(), BUS)));
    assertThat(body.path("expires_in").isTextual()).isTrue();
    assertThat(body.path("resource").asText()).isEqualTo(BUS);
    assertThat(body.path("expires_on").asLong()).isPositive();
  }

  @Test
  void aClientMayProveItselfByBasicAuthentication() {
    String basic =
        Base64.getEncoder()
            .encodeToString(
                (client.clientId() + ":" + client.secret()).getBytes(StandardCharsets.UTF_8));
    HttpReply reply =
        fixture.send(
            "POST",
            V2,
            "grant_type=client_credentials&scope=" + BUS + "/.default",
            "content-type",
            "application/x-www-form-urlencoded",
            "authorization",
            "Basic " + basic);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(fixture.json(reply).path("expires_in").isNumber()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "client_id=ID&client_secret=wrong&scope=BUS/.default|401|invalid_client|7000215",
        "client_id=ID&scope=BUS/.default|401|invalid_client|7000216",
        "client_id=nobody&client_secret=x&scope=BUS/.default|400|unauthorized_client|700016",
        "client_secret=SECRET&scope=BUS/.default|400|invalid_request|900144",
        "client_id=ID&client_secret=SECRET|400|invalid_request|900144",
        "client_id=ID&client_secret=SECRET&scope=BUS/Send|400|invalid_scope|1002012",
        "client_id=ID&client_secret=SECRET&scope=a/.default b/.default|400|invalid_scope|70011",
        "client_id=ID&client_secret=SECRET&scope=https://elsewhere.example/.default|400|invalid_resource|500011",
        "client_id=ID&client_secret=SECRET&scope=%zz|400|invalid_request|90014"
      })
  void refusalsHaveTheShapeThatClientsRead(String form, int status, String error, int code) {
    HttpReply reply =
        fixture.send(
            "POST",
            V2,
            "grant_type=client_credentials&"
                + form.replace("ID", client.clientId())
                    .replace("SECRET", client.secret())
                    .replace("BUS", BUS),
            "content-type",
            "application/x-www-form-urlencoded",
            "client-request-id",
            "0f0f0f0f-0000-0000-0000-000000000000");
    JsonNode body = fixture.json(reply);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(body.path("error").asText()).isEqualTo(error);
    assertThat(body.path("error_codes").path(0).asInt()).isEqualTo(code);
    assertThat(body.path("error_description").asText()).startsWith("AADSTS" + code + ": ");
    assertThat(body.path("correlation_id").asText())
        .isEqualTo("0f0f0f0f-0000-0000-0000-000000000000");
    assertThat(reply.text()).doesNotContain(client.secret()).doesNotContain("wrong");
  }

  @Test
  void anUnknownTenantAndAnUnknownGrantAreRefused() {
    String form =
        "grant_type=%s&client_id=%s&client_secret=%s&scope=%s/.default"
            .formatted("%s", client.clientId(), client.secret(), BUS);
    JsonNode tenant =
        fixture.json(
            fixture.post("/other/oauth2/v2.0/token", form.formatted("client_credentials")));
    assertThat(tenant.path("error_codes").path(0).asInt()).isEqualTo(90002);
    JsonNode grant = fixture.json(fixture.post(V2, form.formatted("password")));
    assertThat(grant.path("error").asText()).isEqualTo("unsupported_grant_type");
  }

  @Test
  void anExpiredSecretIsTold() {
    fixture.clock.advance(Duration.ofDays(731));
    JsonNode body =
        fixture.json(
            fixture.post(
                V2,
                "grant_type=client_credentials&client_id=%s&client_secret=%s&scope=%s/.default"
                    .formatted(client.clientId(), client.secret(), BUS)));
    assertThat(body.path("error_codes").path(0).asInt()).isEqualTo(7000222);
  }

  @Test
  void aTokenIsAcceptedForItsAudienceUntilItEnds() {
    String token = fixture.token(client, BUS);
    Caller.TokenCaller caller = identity.tokenVerifier().verify(token, Set.of(BUS + "/"));
    assertThat(caller.principal().clientId()).isEqualTo(client.clientId());
    assertThat(refusal(token, Audiences.STORAGE)).isEqualTo(Reason.WRONG_AUDIENCE);
    fixture.clock.set(caller.expiresAt().plusSeconds(299));
    identity.tokenVerifier().verify(token, Audiences.SERVICE_BUS);
    fixture.clock.set(caller.expiresAt().plusSeconds(300));
    assertThat(refusal(token, Audiences.SERVICE_BUS)).isEqualTo(Reason.EXPIRED);
  }

  @Test
  void brokenAndForgedTokensAreRefused() {
    String token = fixture.token(client, BUS);
    IdentityFixture other = new IdentityFixture();
    String foreign = other.administratorToken(BUS);
    String body = token.substring(0, token.lastIndexOf('.') + 1);
    assertThat(refusal("", Audiences.SERVICE_BUS)).isEqualTo(Reason.MISSING);
    assertThat(refusal("garbage", Audiences.SERVICE_BUS)).isEqualTo(Reason.MALFORMED);
    assertThat(refusal("x".repeat(20_000), Audiences.SERVICE_BUS)).isEqualTo(Reason.MALFORMED);
    assertThat(refusal(foreign, Audiences.SERVICE_BUS)).isEqualTo(Reason.UNKNOWN_KEY);
    assertThat(refusal(body + "A".repeat(342), Audiences.SERVICE_BUS))
        .isEqualTo(Reason.BAD_SIGNATURE);
    String unsigned =
        Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8))
            + token.substring(token.indexOf('.'), token.lastIndexOf('.') + 1);
    assertThat(refusal(unsigned, Audiences.SERVICE_BUS)).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void metadataNamesTheKeysThatSign() throws Exception {
    String base = "https://localhost:8443/" + IdentityFixture.TENANT;
    JsonNode metadata =
        fixture.json(
            fixture.send(
                "GET",
                "/" + IdentityFixture.TENANT + "/v2.0/.well-known/openid-configuration",
                ""));
    assertThat(metadata.path("issuer").asText()).isEqualTo(base + "/v2.0");
    assertThat(metadata.path("token_endpoint").asText()).isEqualTo(base + "/oauth2/v2.0/token");
    assertThat(metadata.path("jwks_uri").asText()).isEqualTo(base + "/discovery/v2.0/keys");
    JsonNode keys =
        fixture.json(
            fixture.send("GET", "/" + IdentityFixture.TENANT + "/discovery/v2.0/keys", ""));
    SignedJWT token = SignedJWT.parse(fixture.token(client, BUS));
    JsonNode key = keys.path("keys").path(0);
    assertThat(key.path("kid").asText()).isEqualTo(token.getHeader().getKeyID());
    assertThat(key.path("x5c").path(0).asText()).isNotEmpty();
    for (String secret : List.of("d", "p", "q", "dp", "dq", "qi")) {
      assertThat(key.has(secret)).describedAs(secret).isFalse();
    }
  }

  @Test
  void flowsThatNeedAUserSayThatThereIsNone() {
    HttpReply reply =
        fixture.send("GET", "/" + IdentityFixture.TENANT + "/oauth2/v2.0/authorize", "");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text()).contains("no users");
  }

  @Test
  void addressesOfOtherPlanesAreLeftAlone() {
    RequestHead gateway =
        new RequestHead("GET", "shop.azure-api.localhost", 8443, "/orders/oauth2/token", "", true);
    RequestHead blob = new RequestHead("GET", "localhost", 8443, "/account/a/b", "", true);
    assertThat(identity.plane().claims(gateway)).isFalse();
    assertThat(identity.plane().claims(blob)).isFalse();
  }

  @Test
  void instanceDiscoveryKnowsOnlyThisNode() {
    String question = "/common/discovery/instance?api-version=1.1&authorization_endpoint=";
    assertThat(
            fixture
                .json(fixture.send("GET", question + "https://localhost:8443/x/authorize", ""))
                .at("/metadata/0/aliases/0")
                .asText())
        .isEqualTo("localhost:8443");
    HttpReply refused = fixture.send("GET", question + "https://elsewhere.example/x", "");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(fixture.json(refused).path("error").asText()).isEqualTo("invalid_instance");
  }

  @Test
  void theSigningKeyChangesWithoutARefusedToken() throws Exception {
    String before = SignedJWT.parse(fixture.token(client, BUS)).getHeader().getKeyID();
    fixture.clock.advance(Duration.ofDays(83));
    await().until(() -> publishedKeys() == 2);
    String announced = SignedJWT.parse(fixture.token(client, BUS)).getHeader().getKeyID();
    assertThat(announced).isEqualTo(before);
    fixture.clock.advance(Duration.ofDays(7).minusMinutes(10));
    String old = fixture.token(client, BUS);
    fixture.clock.advance(Duration.ofMinutes(10));
    fixture.kernel.settle();
    String young = fixture.token(client, BUS);
    assertThat(SignedJWT.parse(young).getHeader().getKeyID()).isNotEqualTo(before);
    identity.tokenVerifier().verify(young, Audiences.SERVICE_BUS);
    identity.tokenVerifier().verify(old, Audiences.SERVICE_BUS);
    assertThat(publishedKeys()).isEqualTo(2);
    fixture.clock.advance(Duration.ofDays(2));
    fixture.kernel.settle();
    assertThat(publishedKeys()).isEqualTo(1);
  }

  private int publishedKeys() {
    return fixture
        .json(fixture.send("GET", "/" + IdentityFixture.TENANT + "/discovery/keys", ""))
        .path("keys")
        .size();
  }

  private Reason refusal(String token, Set<String> audiences) {
    return catchThrowableOfType(
            InvalidCredentialException.class,
            () -> identity.tokenVerifier().verify(token, audiences))
        .reason();
  }

  private static JWTClaimsSet claims(String token) throws Exception {
    return SignedJWT.parse(token).getJWTClaimsSet();
  }
}
