package io.trunkline.gateway.policy.transform;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.GatewayRequest;
import io.trunkline.gateway.exchange.Headers;
import io.trunkline.gateway.exchange.PolicyError;
import io.trunkline.gateway.exchange.RequestUrl;
import io.trunkline.gateway.policy.CompileContext;
import io.trunkline.gateway.policy.Policy;
import io.trunkline.gateway.policy.PolicyElement;
import io.trunkline.gateway.policy.PolicyValue;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code rewrite-uri}: another path and query at the same backend. */
public record RewriteUri(PolicyValue template, boolean copyUnmatched) implements Policy {
  private static final Pattern PARAMETER = Pattern.compile("\\{\\*?([^{}]+)}");

  public static RewriteUri compile(PolicyElement element, CompileContext context) {
    element.allowAttributes("template", "copy-unmatched-params").allowChildren();
    return new RewriteUri(
        context.required(element, "template"),
        context.flag(element, "copy-unmatched-params", true));
  }

  @Override
  public Flow apply(Exchange exchange) {
    GatewayRequest request = exchange.request();
    String filled = fill(template.text(exchange), request.matchedParameters());
    int mark = filled.indexOf('?');
    String path = mark < 0 ? filled : filled.substring(0, mark);
    Headers query = copyUnmatched ? request.url().query().copy() : new Headers();
    if (mark >= 0) {
      RequestUrl.parseQuery(filled.substring(mark + 1)).map().forEach(query::set);
    }
    request.setUrl(
        request.url().withPath(path.startsWith("/") ? path : "/" + path).withQuery(query));
    return Flow.CONTINUE;
  }

  private static String fill(String template, Map<String, String> parameters) {
    return PARAMETER
        .matcher(template)
        .replaceAll(
            match -> {
              String value = parameters.get(match.group(1));
              if (value == null) {
                throw new PolicyError(
                    500,
                    "InvalidValue",
                    "The template of rewrite-uri uses the parameter '"
                        + match.group(1)
                        + "', which the operation does not have.",
                    "Internal server error",
                    Map.of());
              }
              boolean rest = match.group().startsWith("{*");
              return Matcher.quoteReplacement(rest ? encodePath(value) : encode(value));
            });
  }

  private static String encodePath(String path) {
    return encode(path).replace("%2F", "/");
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
