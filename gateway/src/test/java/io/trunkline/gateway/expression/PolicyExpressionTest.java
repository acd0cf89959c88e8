package io.trunkline.gateway.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.GatewayRequest;
import io.trunkline.gateway.policy.PolicyException;
import io.trunkline.gateway.testkit.PolicyKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expressions as they stand in policies, evaluated in a request. */
class PolicyExpressionTest {
  private static final String TOKEN =
      "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSIsInJvbGVzIjpbIlJlYWRlciIsIldyaXRlciJdfQ."
          + "c2lnbmF0dXJl";

  private final PolicyKit kit = new PolicyKit();

  private String evaluate(String expression) {
    kit.inbound(
        "<set-variable name=\"n\" value=\"@((object)5)\"/><return-response><set-body>"
            + expression
            + "</set-body></return-response>");
    GatewayRequest request =
        kit.request(
            "POST",
            "/orders/42?region=west&tag=a&tag=b",
            "{\"customer\":{\"name\":\"Ada\"},\"lines\":[{\"sku\":\"x\",\"count\":2},"
                + "{\"sku\":\"y\",\"count\":3}],\"total\":12.5,\"paid\":true,\"note\":null}");
    request.headers().set("X-One", "1").add("X-Two", "a").add("X-Two", "b");
    request.headers().set("Authorization", "Bearer " + TOKEN);
    Exchange done = kit.run(request);
    return done.lastError() == null
        ? PolicyKit.body(done)
        : done.lastError().reason() + ": " + done.lastError().message();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "@(1 + 2 * 3) | 7",
        "@(7 / 2) | 3",
        "@(7 / 2.0) | 3.5",
        "@(7 % 4 - -1) | 4",
        "@(0.1m + 0.2m) | 0.3",
        "@(2147483647 + 1) | -2147483648",
        "@(1 < 2 && !(2 > 3)) | True",
        "@(true ? \"yes\" : \"no\") | yes",
        "@(\"a\" + 1 + true) | a1True",
        "@($\"id {context.Request.MatchedParameters[\"id\"]}!\") | id 42!",
        "@(@\"c:\\new\"\"x\"\"\") | c:\\new\"x\"",
        "@(\"Hello\".ToUpper().Substring(1, 3)) | ELL",
        "@(\"a,b,,c\".Split(',').Length) | 4",
        "@(\"a-b\".Replace(\"-\", \"+\").Contains(\"+\")) | True",
        "@(string.IsNullOrEmpty(\"\")) | True",
        "@(string.Join(\";\", new [] {\"a\", \"b\"})) | a;b",
        "@(string.Format(\"{0}-{1:D3}\", \"x\", 7)) | x-007",
        "@(\"abc\".StartsWith(\"AB\", StringComparison.OrdinalIgnoreCase)) | True",
        "@(context.Request.Method) | POST",
        "@(context.Request.Headers.GetValueOrDefault(\"x-one\", \"none\")) | 1",
        "@(context.Request.Headers.GetValueOrDefault(\"X-Two\", \"none\")) | a,b",
        "@(context.Request.Headers.GetValueOrDefault(\"X-No\", \"none\")) | none",
        "@(context.Request.Headers[\"X-Two\"].Last()) | b",
        "@(context.Request.Headers.ContainsKey(\"X-One\")) | True",
        "@(context.Request.Url.Query.GetValueOrDefault(\"tag\", \"\")) | a,b",
        "@(context.Request.OriginalUrl.Host) | gw.azure-api.example",
        "@(context.Request.Url.Path) | /orders/42",
        "@(context.Request.IpAddress) | 203.0.113.7",
        "@(context.Api.Name + \"/\" + context.Operation.Id) | Orders/post-order",
        "@(context.Subscription?.Id ?? \"anonymous\") | anonymous",
        "@(context.User?.Email == null) | True",
        "@(context.Deployment.ServiceName) | gw",
        "@((int)context.Variables[\"n\"] + 1) | 6",
        "@(context.Variables.GetValueOrDefault<int>(\"m\", 9)) | 9",
        "@(context.Variables.ContainsKey(\"m\")) | False",
        "@(Convert.ToInt32(\"12\") + 1) | 13",
        "@(int.Parse(\"12\")) | 12",
        "@(Convert.ToBase64String(Encoding.UTF8.GetBytes(\"a:b\"))) | YTpi",
        "@(Guid.Empty.ToString(\"N\")) | 00000000000000000000000000000000",
        "@(DateTime.Parse(\"2026-01-31T10:00:00Z\").AddMonths(1).ToString(\"yyyy-MM-dd\")) |"
            + " 2026-02-28",
        "@(new DateTime(2026, 1, 2).ToString(\"o\")) | 2026-01-02T00:00:00.0000000Z",
        "@((DateTime.UtcNow - DateTime.UtcNow).TotalSeconds) | 0",
        "@(Regex.Match(\"order-77\", \"(\\\\d+)\").Groups[1].Value) | 77",
        "@(Regex.IsMatch(\"ABC\", \"abc\", RegexOptions.IgnoreCase)) | True",
        "@(new [] {3, 1, 2}.OrderBy(x => x).First()) | 1",
        "@(new [] {3, 1, 2}.Where(x => x > 1).Select(x => x * 2).Sum(x => x)) | 10",
        "@(new Dictionary<string, string>() {{\"a\", \"1\"}}[\"a\"]) | 1",
        "@(Math.Max(2, 7)) | 7",
        "@((string)JObject.Parse(\"{\\\"a\\\": \\\"b\\\"}\")[\"a\"]) | b",
        "@(new JObject(new JProperty(\"a\", 1)).ToString(Formatting.None)) | {\"a\":1}",
        "@(JsonConvert.SerializeObject(new { a = 1, b = \"x\" })) | {\"a\":1,\"b\":\"x\"}",
        "@(System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(\"aGk=\"))) | hi",
      })
  void computes(String expression, String expected) {
    assertThat(evaluate(expression)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "@((string)context.Request.Body.As<JObject>(true)[\"customer\"][\"name\"]) | Ada",
        "@(context.Request.Body.As<JObject>(preserveContent: true)[\"lines\"].Count()) | 2",
        "@((decimal)context.Request.Body.As<JObject>()[\"total\"] * 2) | 25.0",
        "@((bool)context.Request.Body.As<JObject>()[\"paid\"]) | True",
        "@(context.Request.Body.As<JObject>()[\"nothing\"]?[\"deeper\"] == null) | True",
        "@(context.Request.Body.As<JObject>().Value<string>(\"note\") ?? \"no note\") | no note",
        "@(context.Request.Body.As<JObject>().SelectToken(\"lines[1].sku\")) | y",
        "@(context.Request.Body.As<JObject>()[\"lines\"].Sum(l => (int)l[\"count\"])) | 5",
        "@(context.Request.Body.As<string>().Length > 10) | True",
      })
  void readsTheBody(String expression, String expected) {
    assertThat(evaluate(expression)).isEqualTo(expected);
  }

  @Test
  void readsTokens() {
    assertThat(
            evaluate(
                "@(context.Request.Headers.GetValueOrDefault(\"Authorization\", \"\").AsJwt()?"
                    + ".Claims.GetValueOrDefault(\"roles\", \"\"))"))
        .isEqualTo("Reader,Writer");
    assertThat(
            evaluate(
                "@{ Jwt jwt; if (context.Request.Headers.GetValueOrDefault(\"Authorization\", \"\")"
                    + ".TryParseJwt(out jwt)) { return jwt.Subject; } return \"nobody\"; }"))
        .isEqualTo("alice");
  }

  @Test
  void runsStatements() {
    assertThat(
            evaluate(
                """
                @{
                  var body = context.Request.Body.As<JObject>(preserveContent: true);
                  int sum = 0;
                  foreach (var line in body["lines"]) {
                    // counts what is ordered
                    sum += (int)line["count"];
                  }
                  if (sum > 4 && context.Request.Method != "GET") {
                    body["sum"] = sum;
                    return body["sum"].ToString();
                  } else {
                    return "few";
                  }
                }
                """))
        .isEqualTo("5");
  }

  @Test
  void printsJsonIndentedAsNewtonsoftDoes() {
    assertThat(evaluate("@(JObject.Parse(\"{\\\"a\\\":[1,2],\\\"b\\\":{}}\").ToString())"))
        .isEqualTo("{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "@(context.Variables[\"missing\"]) | was not present in the dictionary",
        "@((int)context.Variables.GetValueOrDefault<object>(\"n\", 0) / 0) | divide by zero",
        "@(context.Request.Body.As<string>() + context.Request.Body.As<string>()) | consumed",
        "@(int.Parse(\"x\")) | correct format",
        "@(\"abc\".Substring(9)) | ExpressionValueEvaluationFailure",
        "@(context.LastError.Message) | Object reference not set",
        "@(new [] {1}.Where(x => x > 1).First()) | no elements",
      })
  void failsAtRunTime(String expression, String message) {
    assertThat(evaluate(expression))
        .startsWith("ExpressionValueEvaluationFailure: ")
        .contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "@(System.IO.File.ReadAllText(\"x\")) | 'IO'",
        "@(Environment.MachineName) | 'Environment'",
        "@(context.Request.Secret) | 'Secret'",
        "@(\"a\".Frobnicate()) | 'Frobnicate'",
        "@(\"a\".Substring(\"b\")) | takes (string)",
        "@(1 + ) | Syntax error",
        "@(context.Request.Body.As()) | No overload",
        "@(1 && true) | A bool is needed",
        "@(1 - \"a\") | cannot be applied",
        "@(nothing) | 'nothing' is not known",
        "@{ var x = 1; } | Not all paths return a value",
        "@{ while (true) { } return 1; } | Syntax error",
        "@(context.Api.Path.GetType()) | 'GetType'",
      })
  void isRefusedAtDeployment(String expression, String message) {
    assertThatThrownBy(() -> evaluate(expression))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining(message);
  }

  @Test
  void endsLoopsThatTakeTooLong() {
    assertThat(
            evaluate(
                """
                @{
                  var a = new [] {0,1,2,3,4,5,6,7,8,9};
                  int n = 0;
                  foreach (var i in a) { foreach (var j in a) { foreach (var k in a) {
                  foreach (var l in a) { foreach (var m in a) { foreach (var o in a) { n += 1; } } }
                  } } }
                  return n;
                }
                """))
        .contains("too many steps");
  }
}
