package io.trunkline.gateway.exchange;

import static io.trunkline.gateway.expression.TypeMembers.type;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.gateway.expression.CsType;
import io.trunkline.gateway.expression.EvaluationException;
import io.trunkline.gateway.expression.TypeCatalog;
import io.trunkline.gateway.expression.TypeMembers;
import io.trunkline.gateway.expression.TypeMembers.Out;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages, URLs, header maps, bodies and tokens as expressions see them. */
final class MessageMembers {
  /** What an {@code Authorization: Basic} header holds. */
  record BasicCredentials(String userId, String password) {}

  private MessageMembers() {}

  static void addTo(TypeCatalog catalog) {
    catalog.add(
        type("HeaderMap", "IReadOnlyDictionary<string, string[]>")
            .method("string GetValueOrDefault(string name)", (it, a) -> joined(it, a[0], null))
            .method(
                "string GetValueOrDefault(string name, string otherwise)",
                (it, a) -> joined(it, a[0], a[1])));
    catalog.add(
        type("IUrl")
            .representedBy(RequestUrl.class)
            .property("string Scheme", it -> ((RequestUrl) it).scheme())
            .property("string Host", it -> ((RequestUrl) it).host())
            .property("int Port", it -> ((RequestUrl) it).port())
            .property("string Path", it -> ((RequestUrl) it).path())
            .property("string QueryString", it -> ((RequestUrl) it).queryString())
            .property("HeaderMap Query", it -> ((RequestUrl) it).query().map()));
    catalog.add(
        type("IMessageBody")
            .method(
                "T As<T>(bool preserveContent = x, TypeOf<T> type = x)",
                (it, a) -> as(it, a, (CsType) a[1]))
            .method(
                "Dictionary<string, IList<string>> AsFormUrlEncodedContent(bool preserveContent ="
                    + " x)",
                (it, a) -> RequestUrl.parseQuery(text(it, a)).map()));
    catalog.add(requests());
    catalog.add(
        type("IResponse")
            .representedBy(GatewayResponse.class)
            .property("int StatusCode", it -> ((GatewayResponse) it).statusCode())
            .property("string StatusReason", it -> ((GatewayResponse) it).statusReason())
            .property("HeaderMap Headers", it -> ((GatewayResponse) it).headers().map())
            .property("IMessageBody Body", it -> ((GatewayResponse) it).body()));
    catalog.add(tokens());
    catalog.add(
        type("BasicAuthCredentials")
            .representedBy(BasicCredentials.class)
            .property("string UserId", it -> ((BasicCredentials) it).userId())
            .property("string Username", it -> ((BasicCredentials) it).userId())
            .property("string Password", it -> ((BasicCredentials) it).password()));
    catalog
        .extend("string")
        .method("Jwt AsJwt()", (it, a) -> Jwt.parse((String) it).orElse(null))
        .method(
            "bool TryParseJwt(out Jwt token)",
            (it, a) -> out(a[0], Jwt.parse((String) it).orElse(null)))
        .method("BasicAuthCredentials AsBasic()", (it, a) -> basic((String) it))
        .method(
            "bool TryParseBasic(out BasicAuthCredentials credentials)",
            (it, a) -> out(a[0], basic((String) it)));
  }

  private static TypeMembers requests() {
    return type("IRequest")
        .property("string Method", it -> ((GatewayRequest) it).method())
        .property("IUrl Url", it -> ((GatewayRequest) it).url())
        .property("IUrl OriginalUrl", it -> ((GatewayRequest) it).originalUrl())
        .property("HeaderMap Headers", it -> ((GatewayRequest) it).headers().map())
        .property("string IpAddress", it -> ((GatewayRequest) it).ipAddress())
        .property(
            "IReadOnlyDictionary<string, string> MatchedParameters",
            it -> ((GatewayRequest) it).matchedParameters())
        .property(
            "IMessageBody Body",
            it -> ((GatewayRequest) it).body().isPresent() ? ((GatewayRequest) it).body() : null);
  }

  private static TypeMembers tokens() {
    return type("Jwt")
        .representedBy(Jwt.class)
        .property("string Algorithm", it -> ((Jwt) it).header().getAlgorithm().getName())
        .property(
            "string Type", it -> ((Jwt) it).claims().getOrDefault("typ", List.of("JWT")).getFirst())
        .property("string Id", it -> ((Jwt) it).claimsSet().getJWTID())
        .property("string Issuer", it -> ((Jwt) it).claimsSet().getIssuer())
        .property("string Subject", it -> ((Jwt) it).claimsSet().getSubject())
        .property("IEnumerable<string> Audiences", it -> ((Jwt) it).claimsSet().getAudience())
        .property("HeaderMap Claims", it -> ((Jwt) it).claims())
        .property(
            "DateTime ExpirationTime", it -> Jwt.time(((Jwt) it).claimsSet().getExpirationTime()))
        .property("DateTime NotBefore", it -> Jwt.time(((Jwt) it).claimsSet().getNotBeforeTime()))
        .property("DateTime IssuedAt", it -> Jwt.time(((Jwt) it).claimsSet().getIssueTime()));
  }

  private static boolean out(@Nullable Object out, @Nullable Object value) {
    ((Out) out).set(value);
    return value != null;
  }

  @SuppressWarnings("unchecked")
  private static @Nullable Object joined(
      Object map, @Nullable Object name, @Nullable Object otherwise) {
    List<String> values = ((Map<String, List<String>>) map).get(name);
    return values == null ? otherwise : String.join(",", values);
  }

  private static Object as(Object body, @Nullable Object[] arguments, CsType type) {
    return switch (type.toString()) {
      case "string" -> text(body, arguments);
      case "byte[]" -> bytes(body, arguments);
      case "JObject", "JToken", "JArray" -> {
        JsonNode json = json(body, arguments);
        boolean wrong =
            (type.name().equals("JObject") && !json.isObject())
                || (type.name().equals("JArray") && !json.isArray());
        if (wrong) {
          throw new EvaluationException("The body is not a " + type + ".");
        }
        yield json;
      }
      default -> throw new EvaluationException("A body cannot be read as " + type + ".");
    };
  }

  private static String text(Object body, @Nullable Object[] arguments) {
    return new String(bytes(body, arguments), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(Object body, @Nullable Object[] arguments) {
    return ((MessageBody) body).read(Boolean.TRUE.equals(arguments[0]));
  }

  private static JsonNode json(Object body, @Nullable Object[] arguments) {
    try {
      return Json.parse(bytes(body, arguments));
    } catch (JsonException e) {
      throw new EvaluationException("Error reading JSON from the body: " + e.getMessage());
    }
  }

  private static @Nullable BasicCredentials basic(@Nullable String header) {
    if (header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
      return null;
    }
    try {
      String decoded =
          new String(
              Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
      int colon = decoded.indexOf(':');
      return colon < 0
          ? null
          : new BasicCredentials(decoded.substring(0, colon), decoded.substring(colon + 1));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
