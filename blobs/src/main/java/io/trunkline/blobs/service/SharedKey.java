package io.trunkline.blobs.service;

import io.trunkline.net.http.HttpCall;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The text that a Shared Key signature covers (Authorize with Shared Key, version 2015-02-21). */
final class SharedKey {
  private static final List<String> HEADERS =
      List.of(
          "content-encoding",
          "content-language",
          "content-length",
          "content-md5",
          "content-type",
          "date",
          "if-modified-since",
          "if-match",
          "if-none-match",
          "if-unmodified-since",
          "range");

  private SharedKey() {}

  static String stringToSign(HttpCall call, String account) {
    StringBuilder text = new StringBuilder(call.method()).append('\n');
    for (String header : HEADERS) {
      String value = call.header(header).orElse("");
      boolean left =
          (header.equals("content-length") && value.equals("0"))
              || (header.equals("date") && call.header("x-ms-date").isPresent());
      text.append(left ? "" : value).append('\n');
    }
    TreeMap<String, String> extra = new TreeMap<>();
    call.headers()
        .forEach(
            (name, value) -> {
              if (name.startsWith("x-ms-")) {
                extra.merge(name, value.strip(), (one, other) -> one + "," + other);
              }
            });
    extra.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
    text.append('/').append(account).append(call.head().path());
    TreeMap<String, List<String>> parameters = new TreeMap<>();
    call.parameters()
        .forEach(
            (name, value) -> parameters.computeIfAbsent(name, key -> new ArrayList<>()).add(value));
    parameters.forEach(
        (name, values) ->
            text.append('\n')
                .append(name)
                .append(':')
                .append(String.join(",", values.stream().sorted().toList())));
    return text.toString();
  }
}
