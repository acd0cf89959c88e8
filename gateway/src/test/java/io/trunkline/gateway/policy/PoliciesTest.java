package io.trunkline.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.GatewayRequest;
import io.trunkline.gateway.testkit.PolicyKit;
import io.trunkline.net.http.HttpReply;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each policy does to a request or response. */
class PoliciesTest {
  private final PolicyKit kit = new PolicyKit();

  private Exchange get(String path) {
    return kit.run(kit.request("GET", path));
  }

  @Test
  void setsHeadersByExistsAction() {
    kit.inbound(
        """
        <set-header name="A" exists-action="override"><value>1</value><value>2</value></set-header>
        <set-header name="B" exists-action="skip"><value>new</value></set-header>
        <set-header name="C" exists-action="append"><value>more</value></set-header>
        <set-header name="D" exists-action="delete"/>
        <set-header name="Cookie"><value>x=1</value><value>y=2</value></set-header>
        """);
    GatewayRequest request = kit.request("GET", "/orders/1");
    request.headers().set("A", "old").set("B", "old").set("C", "old").set("D", "old");
    var headers = kit.run(request).request().headers();
    assertThat(headers.joined("a")).contains("1,2");
    assertThat(headers.joined("B")).contains("old");
    assertThat(headers.all("C")).containsExactly("old", "more");
    assertThat(headers.contains("D")).isFalse();
    assertThat(headers.all("Cookie")).containsExactly("x=1", "y=2");
  }

  @Test
  void rewritesTheUri() {
    kit.inbound(
        """
        <rewrite-uri template="/v2/{id}/details?full=true" copy-unmatched-params="false"/>
        <set-query-parameter name="by" exists-action="override"><value>gateway</value></set-query-parameter>
        <set-backend-service base-url="https://other.example/base"/>
        <set-method>PUT</set-method>
        """);
    assertThat(get("/orders/a%20b?secret=1").response().statusCode()).isEqualTo(200);
    assertThat(kit.forwarded)
        .containsExactly("PUT https://other.example/base/v2/a%20b/details?by=gateway&full=true");
  }

  @Test
  void setsBodyAndStatusOfTheResponse() {
    kit.policies(
        """
        <policies><inbound/><backend><base/></backend>
        <outbound>
          <find-and-replace from="backend" to="other side"/>
          <set-header name="X-Seen"><value>@(context.Response.StatusCode.ToString())</value></set-header>
          <set-status code="299" reason="Fine"/>
        </outbound></policies>
        """);
    Exchange done = get("/orders/1");
    assertThat(PolicyKit.body(done)).isEqualTo("from the other side");
    assertThat(done.response().headers().joined("X-Seen")).contains("200");
    assertThat(done.response().statusCode()).isEqualTo(299);
    assertThat(done.response().statusReason()).isEqualTo("Fine");
  }

  @Test
  void returnsAResponseWithoutCallingTheBackend() {
    kit.policies(
        """
        <policies><inbound>
          <return-response>
            <set-status code="403" reason="No"/>
            <set-header name="Content-Type"><value>text/plain</value></set-header>
            <set-body>go away</set-body>
          </return-response>
        </inbound><backend><base/></backend>
        <outbound><set-status code="200" reason="never"/></outbound></policies>
        """);
    Exchange done = get("/orders/1");
    assertThat(done.response().statusCode()).isEqualTo(403);
    assertThat(PolicyKit.body(done)).isEqualTo("go away");
    assertThat(kit.forwarded).isEmpty();
  }

  @Test
  void mocksFromTheDeclaredExample() {
    kit.inbound("<mock-response status-code=\"200\" content-type=\"application/json\"/>");
    Exchange done = get("/orders/1");
    assertThat(PolicyKit.body(done)).isEqualTo("{\"id\":7}");
    assertThat(done.response().headers().joined("Content-Type")).contains("application/json");
  }

  @Test
  void checksHeaders() {
    kit.inbound(
        """
        <check-header name="X-Env" failed-check-httpcode="412" failed-check-error-message="Wrong"
            ignore-case="true"><value>test</value></check-header>
        """);
    Exchange without = get("/orders/1");
    assertThat(without.response().statusCode()).isEqualTo(412);
    assertThat(PolicyKit.body(without)).isEqualTo("{\"statusCode\":412,\"message\":\"Wrong\"}");
    assertThat(without.lastError().message())
        .isEqualTo("Header X-Env was not found in the request. Access denied.");
    GatewayRequest request = kit.request("GET", "/orders/1");
    request.headers().set("X-Env", "TEST");
    assertThat(kit.run(request).response().statusCode()).isEqualTo(200);
  }

  @Test
  void filtersAddresses() {
    kit.inbound(
        "<ip-filter action=\"allow\"><address-range from=\"203.0.113.0\" to=\"203.0.113.9\"/>"
            + "</ip-filter>");
    assertThat(get("/orders/1").response().statusCode()).isEqualTo(200);
    kit.inbound("<ip-filter action=\"forbid\"><address>203.0.113.7</address></ip-filter>");
    Exchange done = get("/orders/1");
    assertThat(done.response().statusCode()).isEqualTo(403);
    assertThat(PolicyKit.body(done)).contains("Caller IP address is blocked. Access denied.");
  }

  @Test
  void limitsTheRateByKey() {
    kit.inbound(
        """
        <rate-limit-by-key calls="2" renewal-period="60"
            counter-key="@(context.Request.IpAddress)" remaining-calls-header-name="X-Left"/>
        """);
    assertThat(get("/orders/1").response().headers().joined("X-Left")).contains("1");
    assertThat(get("/orders/1").response().statusCode()).isEqualTo(200);
    kit.clock.advance(Duration.ofSeconds(20));
    Exchange limited = get("/orders/1");
    assertThat(limited.response().statusCode()).isEqualTo(429);
    assertThat(limited.response().headers().joined("Retry-After")).contains("40");
    assertThat(PolicyKit.body(limited))
        .isEqualTo(
            "{\"statusCode\":429,\"message\":\"Rate limit is exceeded. Try again in 40"
                + " seconds.\"}");
    assertThat(limited.lastError().message()).isEqualTo("Rate limit is exceeded");
    kit.clock.advance(Duration.ofSeconds(40));
    assertThat(get("/orders/1").response().statusCode()).isEqualTo(200);
  }

  @Test
  void countsOnlyWhatTheConditionSays() {
    kit.inbound(
        """
        <rate-limit-by-key calls="1" renewal-period="60" counter-key="x"
            increment-condition="@(context.Response.StatusCode >= 500)"/>
        """);
    assertThat(get("/orders/1").response().statusCode()).isEqualTo(200);
    kit.backendStatus(503);
    assertThat(get("/orders/1").response().statusCode()).isEqualTo(503);
    assertThat(get("/orders/1").response().statusCode()).isEqualTo(429);
  }

  @Test
  void limitsTheRateOfSubscriptionsOnly() {
    kit.inbound("<rate-limit calls=\"1\" renewal-period=\"60\"/>");
    assertThat(get("/orders/1").response().statusCode()).isEqualTo(200);
    assertThat(get("/orders/1").response().statusCode()).isEqualTo(200);
    assertThat(get("/orders/1?subscription-key=key-1").response().statusCode()).isEqualTo(200);
    assertThat(get("/orders/1?subscription-key=key-2").response().statusCode()).isEqualTo(429);
  }

  @Test
  void retriesWhileTheConditionHolds() {
    kit.backendStatus(503)
        .policies(
            """
            <policies><inbound/><backend>
              <retry condition="@(context.Response.StatusCode == 503)" count="2" interval="0">
                <forward-request/>
              </retry>
            </backend><outbound/></policies>
            """);
    assertThat(get("/orders/1").response().statusCode()).isEqualTo(503);
    assertThat(kit.forwarded).hasSize(3);
  }

  @Test
  void sendsRequestsAside() {
    kit.outside(
            call ->
                HttpReply.text(
                    200,
                    "text/plain",
                    call.method()
                        + " "
                        + call.uri()
                        + " "
                        + call.headers().first("authorization").orElse("-")))
        .inbound(
            """
            <send-request mode="new" response-variable-name="r" timeout="5" ignore-error="false">
              <set-url>https://aside.example/check</set-url>
              <set-method>POST</set-method>
              <set-body>x</set-body>
              <authentication-basic username="u" password="p"/>
            </send-request>
            <return-response>
              <set-body>@(((IResponse)context.Variables["r"]).Body.As<string>())</set-body>
            </return-response>
            """);
    assertThat(PolicyKit.body(get("/orders/1")))
        .isEqualTo("POST https://aside.example/check Basic dTpw");
  }

  @Test
  void takesATokenOfTheManagedIdentity() {
    kit.inbound("<authentication-managed-identity resource=\"https://servicebus.azure.net\"/>");
    assertThat(get("/orders/1").request().headers().joined("Authorization").orElseThrow())
        .startsWith("Bearer token of /subscriptions/s/")
        .endsWith("for https://servicebus.azure.net");
    kit.inbound("<authentication-managed-identity resource=\"https://x\" client-id=\"c1\"/>");
    assertThat(get("/orders/1").request().headers().joined("Authorization"))
        .contains("Bearer token of /identities/uami for https://x");
    kit.inbound("<authentication-managed-identity resource=\"https://x\" client-id=\"c2\"/>");
    assertThat(get("/orders/1").lastError().message()).contains("client id c2");
  }

  @Test
  void answersBrowsers() {
    kit.inbound(
        """
        <cors allow-credentials="true">
          <allowed-origins><origin>https://shop.example</origin></allowed-origins>
          <allowed-methods preflight-result-max-age="300"><method>GET</method></allowed-methods>
          <allowed-headers><header>x-a</header></allowed-headers>
          <expose-headers><header>x-b</header></expose-headers>
        </cors>
        """);
    GatewayRequest preflight = kit.request("OPTIONS", "/orders/1");
    preflight
        .headers()
        .set("Origin", "https://shop.example")
        .set("Access-Control-Request-Method", "GET")
        .set("Access-Control-Request-Headers", "X-A");
    var answered = kit.run(preflight).response();
    assertThat(answered.statusCode()).isEqualTo(200);
    assertThat(answered.headers().joined("Access-Control-Allow-Origin"))
        .contains("https://shop.example");
    assertThat(answered.headers().joined("Access-Control-Max-Age")).contains("300");

    GatewayRequest simple = kit.request("GET", "/orders/1");
    simple.headers().set("Origin", "https://shop.example");
    var marked = kit.run(simple).response();
    assertThat(marked.headers().joined("Access-Control-Expose-Headers")).contains("x-b");
    assertThat(marked.headers().joined("Access-Control-Allow-Credentials")).contains("true");

    GatewayRequest foreign = kit.request("GET", "/orders/1");
    foreign.headers().set("Origin", "https://evil.example");
    var empty = kit.run(foreign);
    assertThat(empty.response().statusCode()).isEqualTo(200);
    assertThat(PolicyKit.body(empty)).isEmpty();
    assertThat(empty.response().headers().contains("Access-Control-Allow-Origin")).isFalse();
  }

  @Test
  void checksSubscriptionKeys() {
    kit.inbound("<base/>");
    Exchange wrong = get("/orders/1?subscription-key=wrong");
    assertThat(wrong.response().statusCode()).isEqualTo(401);
    assertThat(PolicyKit.body(wrong))
        .isEqualTo(
            "{\"statusCode\":401,\"message\":\"Access denied due to invalid subscription key. Make"
                + " sure to provide a valid key for an active subscription.\"}");
    assertThat(wrong.lastError().reason()).isEqualTo("SubscriptionKeyInvalid");
    get("/orders/1?subscription-key=key-2&a=b");
    assertThat(kit.forwarded).isEqualTo(List.of("GET https://backend.example/v1/orders/1?a=b"));
  }

  @Test
  void answersUnknownOperations() {
    Exchange done = kit.run(kit.request("PATCH", "/orders/1"));
    assertThat(PolicyKit.body(done))
        .isEqualTo("{\"statusCode\":404,\"message\":\"Resource not found\"}");
    assertThat(done.lastError().source()).isEqualTo("configuration");
    assertThat(done.lastError().message())
        .isEqualTo("Unable to match incoming request to an operation.");
  }
}
