package io.trunkline.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuiltInRolesTest {
  @ParameterizedTest
  @CsvSource({
    "Owner, Microsoft.Authorization/roleAssignments/write, false, true",
    "Owner, Microsoft.ServiceBus/namespaces/messages/send/action, true, false",
    "Contributor, Microsoft.ServiceBus/namespaces/queues/write, false, true",
    "Contributor, Microsoft.ServiceBus/namespaces/authorizationRules/listKeys/action, false, true",
    "Contributor, Microsoft.Authorization/roleAssignments/write, false, false",
    "Contributor, Microsoft.Authorization/roleAssignments/read, false, true",
    "Reader, Microsoft.ServiceBus/namespaces/read, false, true",
    "Reader, Microsoft.ServiceBus/namespaces/write, false, false",
    "Azure Service Bus Data Sender, Microsoft.ServiceBus/namespaces/messages/send/action, true,"
        + " true",
    "Azure Service Bus Data Sender, Microsoft.ServiceBus/namespaces/messages/receive/action, true,"
        + " false",
    "Azure Service Bus Data Owner, Microsoft.ServiceBus/namespaces/messages/receive/action, true,"
        + " true",
    "EventGrid Data Sender, Microsoft.EventGrid/events/send/action, true, true",
    "Storage Blob Data Reader,"
        + " Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read, true, true",
    "Storage Blob Data Reader,"
        + " Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write, true, false"
  })
  void rolesAllowWhatTheyAllowInAzure(String role, String action, boolean data, boolean allowed) {
    assertThat(named(role).allows(action, data)).isEqualTo(allowed);
  }

  @Test
  void rolesAreFoundByTheirId() {
    assertThat(BuiltInRoles.find(BuiltInRoles.OWNER.toUpperCase(Locale.ROOT)))
        .map(RoleDefinition::roleName)
        .contains("Owner");
    assertThat(BuiltInRoles.find(BuiltInRoles.SERVICE_BUS_DATA_SENDER))
        .map(RoleDefinition::roleName)
        .contains("Azure Service Bus Data Sender");
    assertThat(BuiltInRoles.find("00000000-0000-0000-0000-000000000000")).isEmpty();
    assertThat(BuiltInRoles.all()).hasSizeGreaterThan(40).doesNotHaveDuplicates();
  }

  private static RoleDefinition named(String name) {
    return BuiltInRoles.all().stream()
        .filter(role -> role.roleName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
