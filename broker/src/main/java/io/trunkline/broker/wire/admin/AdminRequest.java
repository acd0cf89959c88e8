package io.trunkline.broker.wire.admin;

import io.trunkline.broker.service.MessagingNamespace;
import io.trunkline.identity.Caller;
import io.trunkline.net.http.HttpCall;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A request with what is known about it.
 *
 * @param caller whose credential was checked
 */
record AdminRequest(HttpCall call, MessagingNamespace namespace, Caller caller) {
  private static final int MAX_PAGE = 100;

  /** Returns whether the client means to change what is there. */
  boolean isUpdate() {
    return call.header("if-match").isPresent();
  }

  String host() {
    return call.head().host();
  }

  int skip() {
    return number("$skip", 0, Integer.MAX_VALUE);
  }

  int top() {
    return number("$top", MAX_PAGE, MAX_PAGE);
  }

  /** Returns the address of something below the namespace, for the {@code id} of an entry. */
  String address(String path) {
    return "https://" + host() + "/" + path + "?api-version=" + apiVersion();
  }

  /** Returns the address of the page that follows this one. */
  String nextPage(int skip) {
    return "https://%s%s?$skip=%d&$top=%d&api-version=%s"
        .formatted(host(), call.head().path(), skip, top(), apiVersion());
  }

  private String apiVersion() {
    return URLEncoder.encode(
        call.parameter("api-version").orElse("2021-05"), StandardCharsets.UTF_8);
  }

  private int number(String name, int fallback, int max) {
    String text = call.parameter(name).orElse("");
    if (text.isEmpty()) {
      return fallback;
    }
    try {
      return Math.clamp(Long.parseLong(text), 0, max);
    } catch (NumberFormatException e) {
      throw AdminException.invalid("The parameter " + name + " is not a number.");
    }
  }
}
