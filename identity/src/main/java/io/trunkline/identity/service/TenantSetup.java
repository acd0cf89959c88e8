package io.trunkline.identity.service;

import io.trunkline.identity.BuiltInRoles;
import io.trunkline.identity.IdentitySettings;
import io.trunkline.identity.Principal;
import io.trunkline.identity.RoleAssignment;
import io.trunkline.identity.state.Application;
import io.trunkline.identity.state.DirectoryIndex;
import io.trunkline.identity.state.IdentityCommand;
import io.trunkline.identity.state.IdentityCommand.CreateTenant;
import io.trunkline.identity.state.ServicePrincipal;
import io.trunkline.identity.state.SigningKey.Use;
import io.trunkline.identity.state.Tenant;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.Shard;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** Makes the tenant at first start. */
public final class TenantSetup {
  private static final String ADMINISTRATOR = "trunkline-administrator";

  private TenantSetup() {}

  /**
   * Makes the tenant with a signing key and an administrator who is Owner at the root, unless there
   * is one.
   *
   * @throws IllegalStateException when there is another tenant than the settings name
   */
  public static void prepare(
      Shard<IdentityCommand> shard,
      DirectoryIndex index,
      IdentitySettings settings,
      IdSource ids,
      InstantSource clock) {
    if (index.tenant().isEmpty()) {
      Replies.await(shard.submit(firstCommand(settings, ids, clock)));
    }
    String tenantId = index.tenant().orElseThrow().id();
    if (!tenantId.equals(settings.tenantId())) {
      throw new IllegalStateException(
          "This data belongs to tenant %s, and the settings name %s; change the settings."
              .formatted(tenantId, settings.tenantId()));
    }
  }

  private static CreateTenant firstCommand(
      IdentitySettings settings, IdSource ids, InstantSource clock) {
    Application administrator =
        new Application(
            ids.uuid().toString(),
            ids.uuid().toString(),
            ADMINISTRATOR,
            List.of(),
            List.of(),
            1,
            List.of(),
            List.of());
    ServicePrincipal principal =
        new ServicePrincipal(
            ids.uuid().toString(),
            administrator.appId(),
            ADMINISTRATOR,
            Principal.Kind.APPLICATION,
            null,
            Set.of());
    RoleAssignment ownership =
        new RoleAssignment(
            "/providers/Microsoft.Authorization/roleAssignments/" + ids.uuid(),
            "/",
            BuiltInRoles.OWNER,
            principal.objectId());
    return new CreateTenant(
        new Tenant(settings.tenantId(), settings.tenantName(), administrator.appId()),
        administrator,
        principal,
        ownership,
        SigningKeys.generate(Use.ACTIVE, clock.instant()));
  }
}
