package io.trunkline.identity;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The built-in roles with the ids that they have in every tenant ({@code reference/identity.md
 * §7.4}), read from {@code built-in-roles.json}.
 */
public final class BuiltInRoles {
  /** GUID of Owner. */
  public static final String OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

  /** GUID of Contributor. */
  public static final String CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c";

  /** GUID of Reader. */
  public static final String READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

  /** GUID of Azure Service Bus Data Owner. */
  public static final String SERVICE_BUS_DATA_OWNER = "090c5cfd-751d-490a-894a-3ce6f1109419";

  /** GUID of Azure Service Bus Data Sender. */
  public static final String SERVICE_BUS_DATA_SENDER = "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39";

  private BuiltInRoles() {}

  /** Returns all of them, in the order of the reference. */
  public static List<RoleDefinition> all() {
    return List.copyOf(Table.BY_NAME.values());
  }

  /** Returns the role with a GUID, compared without case. */
  public static Optional<RoleDefinition> find(String name) {
    return Optional.ofNullable(Table.BY_NAME.get(name.toLowerCase(Locale.ROOT)));
  }

  /** Read when a role is asked for the first time. */
  private static final class Table {
    static final Map<String, RoleDefinition> BY_NAME = read();

    private static Map<String, RoleDefinition> read() {
      Map<String, RoleDefinition> roles = new LinkedHashMap<>();
      try (InputStream in = BuiltInRoles.class.getResourceAsStream("built-in-roles.json")) {
        for (JsonNode role : Json.parse(in.readAllBytes())) {
          String name = role.path("name").asText();
          roles.put(
              name,
              new RoleDefinition(
                  name,
                  role.path("roleName").asText(),
                  role.path("roleName").asText(),
                  true,
                  List.of(
                      new RolePermission(
                          patterns(role, "actions"),
                          patterns(role, "notActions"),
                          patterns(role, "dataActions"),
                          patterns(role, "notDataActions"))),
                  List.of("/")));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return roles;
    }

    private static Set<String> patterns(JsonNode role, String field) {
      List<String> patterns = new ArrayList<>();
      role.path(field).forEach(pattern -> patterns.add(pattern.asText()));
      return new LinkedHashSet<>(patterns);
    }
  }
}
