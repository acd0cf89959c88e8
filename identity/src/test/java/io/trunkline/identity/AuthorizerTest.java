package io.trunkline.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.identity.Applications.Registration;
import io.trunkline.identity.Caller.AnonymousCaller;
import io.trunkline.identity.Caller.KeyCaller;
import io.trunkline.identity.Caller.SystemCaller;
import io.trunkline.identity.Caller.TokenCaller;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who may do what, asked through the directory as the resource tree feeds it. */
class AuthorizerTest {
  private static final String GROUP = "/subscriptions/s/resourceGroups/g";
  private static final String NAMESPACE = GROUP + "/providers/Microsoft.ServiceBus/namespaces/ns";
  private static final String QUEUE = NAMESPACE + "/queues/orders";
  private static final String SEND = "Microsoft.ServiceBus/namespaces/messages/send/action";
  private static final String ASSIGNMENT = "/providers/Microsoft.Authorization/roleAssignments/1";

  private final IdentityFixture fixture = new IdentityFixture();
  private final Directory directory = fixture.identity.directory();
  private final Registration client =
      fixture.identity.applications().register("client", List.of(), List.of());
  private final Caller caller = caller(client.objectId());

  @Test
  void nothingIsAllowedByItself() {
    assertThat(allows(caller, Permission.data(SEND, QUEUE))).isFalse();
    assertThat(allows(new AnonymousCaller(), Permission.data(SEND, QUEUE))).isFalse();
    assertThat(allows(new SystemCaller("broker"), Permission.data(SEND, QUEUE))).isTrue();
    assertThatThrownBy(
            () -> fixture.identity.authorizer().require(caller, Permission.data(SEND, QUEUE)))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining(SEND)
        .hasMessageContaining(QUEUE);
  }

  @Test
  void anAssignmentHoldsAtItsScopeAndBelowFromTheNextQuestionOn() {
    Permission send = Permission.data(SEND, QUEUE);
    assertThat(allows(caller, send)).isFalse();
    give(BuiltInRoles.SERVICE_BUS_DATA_SENDER, NAMESPACE);
    assertThat(allows(caller, send)).isTrue();
    assertThat(allows(caller, Permission.data(SEND, QUEUE.toUpperCase(Locale.ROOT)))).isTrue();
    assertThat(allows(caller, Permission.data(SEND, NAMESPACE + "2/queues/orders"))).isFalse();
    assertThat(allows(caller, Permission.data(SEND, GROUP))).isFalse();
    assertThat(allows(caller, Permission.management(SEND, QUEUE))).isFalse();
    directory.removeRoleAssignment(ASSIGNMENT);
    assertThat(allows(caller, send)).isFalse();
  }

  @Test
  void anAssignmentIsChangedUnderItsId() {
    give(BuiltInRoles.SERVICE_BUS_DATA_SENDER, NAMESPACE);
    give(BuiltInRoles.SERVICE_BUS_DATA_SENDER, NAMESPACE + "/queues/other");
    assertThat(allows(caller, Permission.data(SEND, QUEUE))).isFalse();
  }

  @Test
  void whatOneRoleTakesAwayAnotherMayGive() {
    String write = "Microsoft.Authorization/roleAssignments/write";
    give(BuiltInRoles.CONTRIBUTOR, GROUP);
    assertThat(allows(caller, Permission.management(write, QUEUE))).isFalse();
    directory.putRoleAssignment(
        new RoleAssignment(ASSIGNMENT + "2", GROUP, BuiltInRoles.OWNER, client.objectId()));
    assertThat(allows(caller, Permission.management(write, QUEUE))).isTrue();
  }

  @Test
  void customRolesCountWhileTheyExist() {
    RoleDefinition role =
        new RoleDefinition(
            "99999999-0000-0000-0000-000000000000",
            "Sender of everything but x",
            "",
            false,
            List.of(
                new RolePermission(
                    Set.of(), Set.of(), Set.of("Microsoft.ServiceBus/*"), Set.of("*/x/action"))),
            List.of("/"));
    give(role.name(), "/");
    assertThat(allows(caller, Permission.data(SEND, QUEUE))).isFalse();
    directory.putRoleDefinition(role);
    assertThat(allows(caller, Permission.data(SEND, QUEUE))).isTrue();
    assertThat(allows(caller, Permission.data("Microsoft.ServiceBus/a/x/action", QUEUE))).isFalse();
    assertThat(directory.roleDefinitions()).contains(role);
    directory.removeRoleDefinition(role.name());
    assertThat(allows(caller, Permission.data(SEND, QUEUE))).isFalse();
    assertThatThrownBy(
            () ->
                directory.putRoleDefinition(
                    new RoleDefinition(
                        BuiltInRoles.OWNER, "mine", "", false, List.of(), List.of())))
        .hasMessageContaining("built-in");
  }

  @Test
  void aKeyIsGoodForItsActionsAtItsScope() {
    Caller key =
        new KeyCaller("send", NAMESPACE, Set.of("Microsoft.ServiceBus/*/send/action"), Instant.MAX);
    assertThat(allows(key, Permission.data(SEND, QUEUE))).isTrue();
    assertThat(allows(key, Permission.data(SEND, GROUP))).isFalse();
    assertThat(allows(key, Permission.data(SEND.replace("send", "receive"), QUEUE))).isFalse();
  }

  @Test
  void managedIdentitiesComeAndGoWithTheirResource() {
    String id = GROUP + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/worker";
    ManagedIdentity identity =
        new ManagedIdentity(
            id,
            "aaaaaaaa-0000-0000-0000-000000000001",
            "aaaaaaaa-0000-0000-0000-000000000002",
            false);
    directory.putManagedIdentity(identity);
    directory.putManagedIdentity(identity);
    assertThat(directory.principalExists(identity.principalId())).isTrue();
    String token =
        fixture
            .identity
            .managedIdentityTokens()
            .token(id.toUpperCase(Locale.ROOT), "https://servicebus.azure.net");
    TokenCaller worker = fixture.identity.tokenVerifier().verify(token, Audiences.SERVICE_BUS);
    assertThat(worker.principal().kind()).isEqualTo(Principal.Kind.MANAGED_IDENTITY);
    assertThat(worker.principal().objectId()).isEqualTo(identity.principalId());
    directory.removeManagedIdentity(id);
    assertThat(directory.principalExists(identity.principalId())).isFalse();
    assertThatThrownBy(() -> fixture.identity.tokenVerifier().verify(token, Audiences.SERVICE_BUS))
        .isInstanceOf(InvalidCredentialException.class)
        .hasMessageContaining("gone");
    assertThatThrownBy(
            () ->
                fixture.identity.managedIdentityTokens().token(id, "https://servicebus.azure.net"))
        .isInstanceOf(InvalidCredentialException.class);
  }

  @Test
  void everythingSurvivesACrash() {
    give(BuiltInRoles.SERVICE_BUS_DATA_SENDER, NAMESPACE);
    Applications.ClientSecret secret =
        fixture.identity.applications().addSecret(client.clientId(), "before");
    String token = fixture.token(secret, "https://servicebus.azure.net");
    String administrator = fixture.identity.administratorClientId();
    fixture.restart();
    assertThat(fixture.identity.administratorClientId()).isEqualTo(administrator);
    assertThat(fixture.token(secret, "https://servicebus.azure.net")).isNotEmpty();
    TokenCaller again = fixture.identity.tokenVerifier().verify(token, Audiences.SERVICE_BUS);
    assertThat(allows(again, Permission.data(SEND, QUEUE))).isTrue();
  }

  private void give(String role, String scope) {
    directory.putRoleAssignment(new RoleAssignment(ASSIGNMENT, scope, role, client.objectId()));
  }

  private boolean allows(Caller who, Permission permission) {
    return fixture.identity.authorizer().allows(who, permission);
  }

  private static Caller caller(String objectId) {
    return new TokenCaller(
        new Principal(
            objectId, IdentityFixture.TENANT, "", Principal.Kind.APPLICATION, Set.of(), "client"),
        "",
        Instant.MAX);
  }
}
