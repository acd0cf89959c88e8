package io.trunkline.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.identity.Caller.AnonymousCaller;
import io.trunkline.identity.Caller.KeyCaller;
import io.trunkline.identity.Caller.SystemCaller;
import io.trunkline.identity.Caller.TokenCaller;
import io.trunkline.net.codec.Json;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Carries a caller from the node that checked its credential to another node of the cluster. What
 * arrives is believed: only over the connections between nodes.
 */
public final class Callers {
  private static final String KIND = "kind";
  private static final String UNTIL = "until";

  private Callers() {}

  /** Returns a caller as JSON; it holds no secret. */
  public static byte[] write(Caller caller) {
    ObjectNode json = Json.object();
    switch (caller) {
      case TokenCaller token -> {
        Principal principal = token.principal();
        json.put(KIND, "token").put("audience", token.audience());
        json.put("objectId", principal.objectId()).put("tenantId", principal.tenantId());
        json.put("clientId", principal.clientId()).put("is", principal.kind().name());
        json.put("displayName", principal.displayName());
        principal.appRoles().forEach(json.putArray("roles")::add);
      }
      case KeyCaller key -> {
        json.put(KIND, "key").put("name", key.keyName()).put("scope", key.scope());
        key.actions().forEach(json.putArray("actions")::add);
      }
      case SystemCaller system -> json.put(KIND, "system").put("room", system.room());
      case AnonymousCaller nobody -> json.put(KIND, "anonymous");
    }
    if (caller.expiresAt().isBefore(Instant.MAX)) {
      json.put(UNTIL, caller.expiresAt().toString());
    }
    return Json.bytes(json);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public static Caller read(byte[] bytes) {
    JsonNode json = Json.parse(bytes);
    Instant until = json.has(UNTIL) ? Instant.parse(json.get(UNTIL).asText()) : Instant.MAX;
    return switch (json.path(KIND).asText()) {
      case "token" ->
          new TokenCaller(
              new Principal(
                  json.path("objectId").asText(),
                  json.path("tenantId").asText(),
                  json.path("clientId").asText(),
                  Principal.Kind.valueOf(json.path("is").asText()),
                  texts(json.path("roles")),
                  json.path("displayName").asText()),
              json.path("audience").asText(),
              until);
      case "key" ->
          new KeyCaller(
              json.path("name").asText(),
              json.path("scope").asText(),
              texts(json.path("actions")),
              until);
      case "system" -> new SystemCaller(json.path("room").asText());
      case "anonymous" -> new AnonymousCaller();
      default -> throw new IllegalArgumentException("not a caller: " + json.path(KIND).asText());
    };
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new LinkedHashSet<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
