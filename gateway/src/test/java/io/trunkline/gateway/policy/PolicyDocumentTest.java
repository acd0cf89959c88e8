package io.trunkline.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.policy.PolicyCompiler.Source;
import io.trunkline.gateway.testkit.PolicyKit;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How documents are read, checked and refused. */
class PolicyDocumentTest {
  private final PolicyKit kit = new PolicyKit();

  @Test
  void readsRawExpressionsWithQuotesAndAngleBrackets() {
    kit.inbound(
        """
        <choose>
          <when condition="@(context.Request.Headers.GetValueOrDefault("X-A", "") == "<&>" && 1 < 2)">
            <return-response><set-status code="202" reason="x"/></return-response>
          </when>
        </choose>
        """);
    var request = kit.request("GET", "/orders/1");
    request.headers().set("X-A", "<&>");
    assertThat(kit.run(request).response().statusCode()).isEqualTo(202);
  }

  @Test
  void readsEscapedExpressionsToo() {
    kit.inbound(
        "<set-header name=\"X\" exists-action=\"override\">"
            + "<value>@(context.Request.Headers.GetValueOrDefault(&quot;X-A&quot;, &quot;)&quot;))"
            + "</value></set-header>");
    Exchange done = kit.run(kit.request("GET", "/orders/1"));
    assertThat(done.request().headers().joined("X")).contains(")");
  }

  @Test
  void replacesNamedValues() {
    kit.namedValues(Map.of("who", "Ada", "code", "418"))
        .inbound(
            "<return-response><set-status code=\"{{code}}\" reason=\"tea\"/>"
                + "<set-body>@(\"Hello {{who}}\")</set-body></return-response>");
    Exchange done = kit.run(kit.request("GET", "/orders/1"));
    assertThat(done.response().statusCode()).isEqualTo(418);
    assertThat(PolicyKit.body(done)).isEqualTo("Hello Ada");
  }

  @Test
  void includesFragments() {
    kit.fragments(
            Map.of(
                "mark",
                new Source(
                    "<fragment><set-header name=\"X\"><value>f</value></set-header></fragment>",
                    true)))
        .inbound("<include-fragment fragment-id=\"mark\"/>");
    assertThat(kit.run(kit.request("GET", "/orders/1")).request().headers().joined("X"))
        .contains("f");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "<xsl-transform/> | The policy 'xsl-transform' is not supported.",
        "<cache-lookup vary-by-developer=\"false\"/> | The policy 'cache-lookup' is not supported.",
        "<set-header/> | The attribute 'name' is missing.",
        "<set-header name=\"a\" exist=\"b\"/> | The attribute 'exist' is not supported.",
        "<set-header name=\"a\" exists-action=\"maybe\"/> | must be one of override",
        "<set-body template=\"liquid\">x</set-body> | liquid",
        "<forward-request/> | is not allowed in 'inbound'",
        "<choose/> | At least one 'when'",
        "<rate-limit calls=\"many\" renewal-period=\"1\"/> | must be a number",
        "<rate-limit calls=\"1\" renewal-period=\"301\"/> | from 1 to 300",
        "<quota calls=\"1\" renewal-period=\"3600\"/> | only in the scope of a product",
        "<validate-jwt/> | Exactly one of header-name",
        "<validate-jwt header-name=\"a\"><decryption-keys/></validate-jwt> | 'decryption-keys' is"
            + " not supported",
        "<set-variable name=\"@(1)\" value=\"2\"/> | cannot be an expression",
        "<set-variable name=\"a\" value=\"{{gone}}\"/> | The named value 'gone' does not exist.",
        "<include-fragment fragment-id=\"gone\"/> | The policy fragment 'gone' does not exist.",
        "<set-backend-service/> | Exactly one of base-url",
      })
  void refusesByNameAndPlace(String policy, String message) {
    assertThatThrownBy(
            () -> kit.policies("<policies>\n<inbound>\n" + policy + "\n</inbound>\n</policies>"))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("on line 3")
        .hasMessageContaining(message);
  }

  @Test
  void refusesWhatIsNotAPolicyDocument() {
    assertThatThrownBy(() -> kit.policies("<policy/>")).hasMessageContaining("must be 'policies'");
    assertThatThrownBy(() -> kit.policies("<policies><inbound></policies>"))
        .hasMessageContaining("not well-formed");
    assertThatThrownBy(() -> kit.policies("<!DOCTYPE p [<!ENTITY x 'y'>]><policies>&x;</policies>"))
        .isInstanceOf(PolicyException.class);
    assertThatThrownBy(() -> kit.policies("<policies>" + " ".repeat(262_144) + "</policies>"))
        .hasMessageContaining("larger than 262144 bytes");
  }

  @Test
  void namesThePlaceOfABrokenExpression() {
    assertThatThrownBy(
            () ->
                kit.policies(
                    "<policies>\n <inbound>\n  <set-body>@{\n  return 1 +;\n}</set-body>"
                        + "</inbound></policies>"))
        .hasMessageContaining("'set-body' on line 4");
  }

  @Test
  void runsOnErrorWithLastError() {
    kit.policies(
        """
        <policies>
          <inbound>
            <choose><when condition="@(true)">
              <set-variable id="it" name="a" value="@(int.Parse("x"))"/>
            </when></choose>
          </inbound>
          <on-error>
            <set-header name="X-Error"><value>@(context.LastError.Source + " "
              + context.LastError.Reason + " " + context.LastError.Section + " "
              + context.LastError.Scope + " " + context.LastError.Path + " "
              + context.LastError.PolicyId)</value></set-header>
          </on-error>
        </policies>
        """);
    Exchange done = kit.run(kit.request("GET", "/orders/1"));
    assertThat(done.response().statusCode()).isEqualTo(500);
    assertThat(done.response().headers().joined("X-Error"))
        .contains(
            "set-variable ExpressionValueEvaluationFailure inbound api"
                + " choose[1]/when[1]/set-variable[1] it");
    assertThat(PolicyKit.body(done))
        .startsWith("{\"statusCode\":500,\"message\":\"Internal server error\",\"activityId\":");
  }
}
