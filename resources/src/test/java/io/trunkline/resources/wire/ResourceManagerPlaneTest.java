package io.trunkline.resources.wire;

import static io.trunkline.resources.ControlPlaneBench.BOXES;
import static io.trunkline.resources.ControlPlaneBench.GROUP;
import static io.trunkline.resources.ControlPlaneBench.ROOT;
import static io.trunkline.resources.ControlPlaneBench.json;
import static io.trunkline.resources.ControlPlaneBench.names;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.RequestHead;
import io.trunkline.resources.ControlPlaneBench;
import io.trunkline.resources.FakeDirectory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The REST dialect ({@code reference/resource-manager.md §1, §2}). */
class ResourceManagerPlaneTest {
  private static final String V = "?api-version=2024-01-01";
  private static final String RM = "?api-version=2021-04-01";
  private static final String BOX =
      """
      {"location": "westeurope", "tags": {"team": "a"}, "properties": {"size": 1}}
      """;
  private final ControlPlaneBench bench = ControlPlaneBench.started();

  private static String code(HttpReply reply) {
    return json(reply).at("/error/code").asText();
  }

  private static String header(HttpReply reply, String name) {
    return reply.headers().stream()
        .filter(field -> field.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }

  @Test
  void putCreatesThenUpdatesAndGetShowsTheEnvelopeWithoutSecrets() {
    assertThat(bench.call("PUT", BOXES + "b" + V, BOX).status()).isEqualTo(201);
    assertThat(bench.call("PUT", BOXES + "B" + V, BOX).status()).isEqualTo(200);

    HttpReply reply = bench.call("GET", BOXES.toUpperCase(Locale.ROOT) + "b" + V);
    JsonNode box = json(reply);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(box.path("id").asText()).isEqualTo(BOXES + "b");
    assertThat(box.path("name").asText()).isEqualTo("b");
    assertThat(box.path("type").asText()).isEqualTo("Test.Fake/boxes");
    assertThat(box.at("/properties/provisioningState").asText()).isEqualTo("Succeeded");
    assertThat(box.at("/properties/endpoint").asText()).isEqualTo("https://b");
    assertThat(box.at("/properties/secret").isMissingNode()).isTrue();
    assertThat(box.at("/systemData/createdBy").asText()).isEqualTo("test");
    assertThat(header(reply, "x-ms-request-id")).isNotEmpty();
    assertThat(header(reply, "ETag")).isEqualTo(box.path("etag").asText());
  }

  @Test
  void patchMergesPropertiesAndReplacesTags() {
    bench.call("PUT", BOXES + "b" + V, BOX);

    JsonNode box =
        json(
            bench.call(
                "PATCH",
                BOXES + "b" + V,
                "{\"tags\": {\"x\": \"y\"}, \"properties\": {\"color\": \"red\"}}"));

    assertThat(Json.text(box.get("tags"))).isEqualTo("{\"x\":\"y\"}");
    assertThat(box.at("/properties/size").asInt()).isEqualTo(1);
    assertThat(box.at("/properties/color").asText()).isEqualTo("red");
  }

  @Test
  void deleteAnswers200And204AndHeadFollows() {
    bench.call("PUT", BOXES + "b" + V, BOX);

    assertThat(bench.call("HEAD", BOXES + "b" + V).status()).isEqualTo(204);
    assertThat(bench.call("DELETE", BOXES + "b" + V).status()).isEqualTo(200);
    assertThat(bench.call("DELETE", BOXES + "b" + V).status()).isEqualTo(204);
    assertThat(bench.call("HEAD", BOXES + "b" + V).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET  | {b}none?api-version=2024-01-01                          | 404 | ResourceNotFound
          GET  | {b}none                                                 | 400 | MissingApiVersionParameter
          GET  | {b}none?api-version=1999-01-01                          | 400 | NoRegisteredProviderFound
          GET  | {g}/providers/No.Such/things/x?api-version=2024-01-01   | 400 | InvalidResourceType
          GET  | {r}/resourceGroups/no/providers/Test.Fake/boxes/x?api-version=2024-01-01 | 404 | ResourceGroupNotFound
          GET  | {r}/resourceGroups/no/resources?api-version=2021-04-01  | 404 | ResourceGroupNotFound
          GET  | /subscriptions/other/resourceGroups?api-version=2021-04-01 | 404 | SubscriptionNotFound
          PUT  | {b}b?api-version=2024-01-01                             | 400 | InvalidRequestContent
          PUT  | {b}b/shelves/s?api-version=2024-01-01                   | 400 | InvalidRequestContent
          POST | {b}none/listKeys?api-version=2024-01-01                 | 404 | ResourceNotFound
          GET  | {b}a%2Fb?api-version=2024-01-01                         | 400 | InvalidRequestUri
          GET  | {g}/providers?api-version=2021-04-01                    | 400 | InvalidRequestUri
          """)
  void refusesInArmsWords(String method, String address, int status, String code) {
    HttpReply reply =
        bench.call(
            method.strip(),
            address.replace("{b}", BOXES).replace("{g}", GROUP).replace("{r}", ROOT));

    assertThat(reply.status()).isEqualTo(status);
    assertThat(code(reply)).isEqualTo(code);
  }

  @Test
  void refusesTheTypesOwnErrorsAndLeavesNothingBehind() {
    HttpReply reply =
        bench.call(
            "PUT", BOXES + "b" + V, "{\"location\": \"a\", \"properties\": {\"size\": 101}}");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(code(reply)).isEqualTo("TooLarge");
    assertThat(bench.call("GET", BOXES + "b" + V).status()).isEqualTo(404);
  }

  @Test
  void refusesAnotherLocationAndAnotherName() {
    bench.call("PUT", BOXES + "b" + V, BOX);

    assertThat(code(bench.call("PUT", BOXES + "b" + V, "{\"location\": \"northeurope\"}")))
        .isEqualTo("InvalidResourceLocation");
    assertThat(bench.call("PUT", BOXES + "b" + V, "{\"location\": \"West Europe\"}").status())
        .isEqualTo(200);
    assertThat(
            code(bench.call("PUT", BOXES + "b" + V, "{\"location\": \"a\", \"name\": \"other\"}")))
        .isEqualTo("InvalidRequestContent");
  }

  @Test
  void entityTagsGuardWrites() {
    String etag = header(bench.call("PUT", BOXES + "b" + V, BOX), "ETag");

    assertThat(bench.call("PUT", BOXES + "b" + V, BOX, Map.of("if-none-match", "*")).status())
        .isEqualTo(412);
    assertThat(bench.call("PUT", BOXES + "b" + V, BOX, Map.of("if-match", etag)).status())
        .isEqualTo(200);
    assertThat(bench.call("PUT", BOXES + "b" + V, BOX, Map.of("if-match", etag)).status())
        .isEqualTo(412);
  }

  @Test
  void withoutATokenTheChallengeNamesTheAuthority() {
    HttpReply reply = bench.call("GET", ROOT + RM, "", Map.of("authorization", "none"));

    assertThat(reply.status()).isEqualTo(401);
    assertThat(header(reply, "WWW-Authenticate"))
        .startsWith(
            "Bearer authorization_uri=\"https://localhost:8443/" + ControlPlaneBench.TENANT);
  }

  @Test
  void withoutTheRoleAWriteIsForbidden() {
    bench.access.denied = "Test.Fake/boxes/write";

    HttpReply reply = bench.call("PUT", BOXES + "b" + V, BOX);

    assertThat(reply.status()).isEqualTo(403);
    assertThat(code(reply)).isEqualTo("AuthorizationFailed");
  }

  @Test
  void listsByGroupSubscriptionParentAndFilter() {
    bench.call("PUT", BOXES + "a" + V, BOX);
    bench.call("PUT", BOXES + "b" + V, "{\"location\": \"x\"}");
    bench.call("PUT", BOXES + "a/shelves/s" + V, "{}");

    assertThat(names(bench.call("GET", GROUP + "/providers/Test.Fake/boxes" + V)))
        .containsExactly("a", "b");
    assertThat(names(bench.call("GET", ROOT + "/providers/Test.Fake/boxes" + V)))
        .containsExactly("a", "b");
    assertThat(names(bench.call("GET", BOXES + "a/shelves" + V))).containsExactly("s");
    assertThat(names(bench.call("GET", BOXES + "a/parts" + V))).containsExactly("part of a");
    assertThat(
            names(
                bench.call(
                    "GET",
                    ROOT + "/resources" + RM + "&$filter=tagName eq 'team' and tagValue eq 'a'")))
        .containsExactly("a");
    assertThat(names(bench.call("GET", ROOT + "/resourcegroups" + RM))).containsExactly("rg");
  }

  @Test
  void pagesFollowTheirLinks() {
    for (String name : List.of("a", "b", "c")) {
      bench.call("PUT", BOXES + name + V, BOX);
    }

    JsonNode first = json(bench.call("GET", GROUP + "/resources" + RM + "&$top=2"));
    String next = first.path("nextLink").asText();

    assertThat(first.path("value")).hasSize(2);
    assertThat(next).startsWith("https://localhost:8443" + GROUP);
    assertThat(names(bench.call("GET", next.substring("https://localhost:8443".length()))))
        .containsExactly("c");
  }

  @Test
  void actionsReachTheType() {
    bench.call("PUT", BOXES + "b" + V, BOX);

    assertThat(json(bench.call("POST", BOXES + "b/listKeys" + V)).path("key").asText())
        .isEqualTo("s3cret");
    assertThat(code(bench.call("POST", BOXES + "b/explode" + V)))
        .isEqualTo("InvalidResourceAction");
  }

  @Test
  void identitiesKeepTheirIdsAndCanBeGivenRoles() {
    String identity = GROUP + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id1";
    String version = "?api-version=2023-01-31";
    JsonNode first = json(bench.call("PUT", identity + version, "{\"location\": \"x\"}"));
    JsonNode again = json(bench.call("PUT", identity + version, "{\"location\": \"x\"}"));
    String principal = first.at("/properties/principalId").asText();
    assertThat(again.at("/properties/principalId").asText()).isEqualTo(principal);

    String role = "/providers/Microsoft.Authorization/roleDefinitions/" + FakeDirectory.READER;
    String assignments = GROUP + "/providers/Microsoft.Authorization/roleAssignments";
    String body =
        "{\"properties\": {\"roleDefinitionId\": \"%s\", \"principalId\": \"%s\"}}"
            .formatted(ROOT + role, principal);
    String rbac = "?api-version=2022-04-01";
    String name = "/00000000-0000-0000-0000-00000000000";

    assertThat(bench.call("PUT", assignments + name + 1 + rbac, body).status()).isEqualTo(201);
    assertThat(code(bench.call("PUT", assignments + name + 2 + rbac, body)))
        .isEqualTo("RoleAssignmentExists");
    assertThat(bench.directory.assignments).hasSize(1);
    assertThat(json(bench.call("GET", assignments + rbac + "&$filter=atScope()")).path("value"))
        .hasSize(1);
    assertThat(
            code(
                bench.call(
                    "PUT",
                    assignments + name + 3 + rbac,
                    body.replace(principal, "99999999-0000-0000-0000-000000000000"))))
        .isEqualTo("PrincipalNotFound");
  }

  @Test
  void builtInRolesAreFoundByName() {
    HttpReply reply =
        bench.call(
            "GET",
            GROUP
                + "/providers/Microsoft.Authorization/roleDefinitions?api-version=2022-04-01&$filter=roleName"
                + " eq 'Reader'");

    assertThat(names(reply)).containsExactly(FakeDirectory.READER);
    assertThat(json(reply).at("/value/0/properties/permissions/0/actions/0").asText())
        .isEqualTo("*/read");
  }

  @Test
  void subscriptionsTenantsProvidersAndMetadataDescribeThisNode() {
    assertThat(json(bench.call("GET", "/subscriptions" + RM)).at("/value/0/tenantId").asText())
        .isEqualTo(ControlPlaneBench.TENANT);
    assertThat(json(bench.call("GET", "/tenants" + RM)).at("/value/0/tenantId").asText())
        .isEqualTo(ControlPlaneBench.TENANT);
    assertThat(
            json(bench.call("GET", ROOT + "/providers/Test.Fake" + RM))
                .at("/registrationState")
                .asText())
        .isEqualTo("Registered");
    assertThat(
            json(bench.call("GET", "/metadata/endpoints?api-version=2022-09-01"))
                .path("resourceManager")
                .asText())
        .isEqualTo("https://localhost:8443/");
    assertThat(json(bench.call("GET", "/metadata/endpoints?api-version=2020-06-01")).isArray())
        .isTrue();
    assertThat(
            json(bench.call(
                    "POST",
                    ROOT + "/providers/Test.Fake/checkNameAvailability" + V,
                    "{\"name\": \"free\", \"type\": \"Test.Fake/boxes\"}"))
                .path("nameAvailable")
                .asBoolean())
        .isTrue();
  }

  @Test
  void deletingAGroupTakesEverythingInIt() {
    bench.call("PUT", BOXES + "b" + V, BOX);

    assertThat(bench.call("DELETE", GROUP + RM).status()).isEqualTo(200);

    assertThat(code(bench.call("GET", BOXES + "b" + V))).isEqualTo("ResourceGroupNotFound");
    assertThat(bench.types.alive).isEmpty();
  }

  @Test
  void claimsItsPathsButNotOnOtherServicesHosts() {
    ResourceManagerPlane plane = bench.manager.plane();

    assertThat(plane.claims(new RequestHead("GET", "localhost", 8443, ROOT, "", true))).isTrue();
    assertThat(plane.claims(new RequestHead("GET", "127.0.0.1", 8443, "/tenants", "", true)))
        .isTrue();
    assertThat(plane.claims(new RequestHead("GET", "localhost", 8443, "/orders", "", true)))
        .isFalse();
    assertThat(
            plane.claims(
                new RequestHead("GET", "shop.azure-api.net", 8443, "/subscriptions", "", true)))
        .isFalse();
  }
}
