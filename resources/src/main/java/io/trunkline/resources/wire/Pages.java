package io.trunkline.resources.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpCall;
import io.trunkline.resources.ResourceException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Cuts lists into pages ({@code reference/resource-manager.md §1.6}). */
final class Pages {
  private final String base;
  private final int pageSize;

  /**
   * @param base public address of this plane, for {@code nextLink}
   * @param pageSize most entries of a page
   */
  Pages(String base, int pageSize) {
    this.base = base;
    this.pageSize = pageSize;
  }

  /** Returns one page of a list that is already filtered and in a stable order. */
  ObjectNode page(HttpCall call, List<ObjectNode> all) {
    int start = call.parameter("$skiptoken").map(token -> number(token, "$skiptoken")).orElse(0);
    int size =
        Math.min(pageSize, call.parameter("$top").map(top -> number(top, "$top")).orElse(pageSize));
    int from = Math.min(start, all.size());
    int to = (int) Math.min((long) from + size, all.size());
    ObjectNode page = Json.object();
    ArrayNode value = page.putArray("value");
    all.subList(from, to).forEach(value::add);
    if (to < all.size() && size > 0) {
      page.put("nextLink", next(call, to));
    }
    return page;
  }

  private String next(HttpCall call, int start) {
    StringBuilder link = new StringBuilder(base).append(call.head().path());
    link.append("?$skiptoken=").append(start);
    call.parameters()
        .forEach(
            (name, value) -> {
              if (!name.equals("$skiptoken")) {
                link.append('&')
                    .append(name)
                    .append('=')
                    .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
              }
            });
    return link.toString();
  }

  private static int number(String text, String name) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // answered below
    }
    throw ResourceException.badRequest(
        "InvalidQueryParameter", "'" + text + "' is no value for " + name + ".");
  }
}
