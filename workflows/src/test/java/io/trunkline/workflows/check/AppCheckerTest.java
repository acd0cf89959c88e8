package io.trunkline.workflows.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.workflows.definition.DefinitionLimits;
import io.trunkline.workflows.standard.StandardApp;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AppCheckerTest {
  private static final Catalogue CONNECTORS = Catalogue.with(List.of());

  private static Map<String, List<Finding>> check(
      Map<String, String> files, Optional<Map<String, String>> settings) {
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    files.forEach(
        (path, text) -> bytes.put(path, text.replace('`', '"').getBytes(StandardCharsets.UTF_8)));
    WorkflowChecker workflows = new WorkflowChecker(DefinitionLimits.DEFAULT, CONNECTORS);
    return new AppChecker(workflows, CONNECTORS).check(StandardApp.read(bytes), settings);
  }

  private static String workflow(String actions) {
    return "{`kind`:`Stateful`,`definition`:{`triggers`:{},`actions`:{%s}}}".formatted(actions);
  }

  @Test
  void findsNothingInAnAppThatIsComplete() {
    Map<String, List<Finding>> findings =
        check(
            Map.of(
                "host.json",
                "{`version`:`2.0`,`extensions`:{`workflow`:{`settings`:{`Runtime.Backend.FlowRunTimeout`:`90.00:00:00`}}}}",
                "parameters.json",
                "{`limit`:{`type`:`Int`,`value`:`@appsetting('N')`}}",
                "connections.json",
                "{`serviceProviderConnections`:{`bus`:{`serviceProvider`:{`id`:`/serviceProviders/serviceBus`},`parameterValues`:{`connectionString`:`@appsetting('BUS')`}}}}",
                "Artifacts/Maps/m.xslt",
                "<x/>",
                "a/workflow.json",
                workflow(
                    "`P`:{`type`:`Compose`,`inputs`:`@parameters('Limit')`},"
                        + "`W`:{`type`:`Workflow`,`inputs`:{`host`:{`workflow`:{`id`:`b`}}}},"
                        + "`X`:{`type`:`Xslt`,`inputs`:{`content`:``,`map`:{`source`:`LogicApp`,`name`:`M`}}},"
                        + "`S`:{`type`:`ServiceProvider`,`inputs`:{`parameters`:{`entityName`:`q`,`message`:{}},`serviceProviderConfiguration`:{`connectionName`:`BUS`,`operationId`:`sendMessage`,`serviceProviderId`:`/serviceProviders/serviceBus`}}}"),
                "b/workflow.json",
                workflow("")),
            Optional.of(Map.of("N", "1", "BUS", "x")));
    assertThat(findings.keySet())
        .containsExactly(
            "host.json",
            "connections.json",
            "parameters.json",
            "a/workflow.json",
            "b/workflow.json");
    assertThat(findings.values()).allSatisfy(list -> assertThat(list).isEmpty());
  }

  @Test
  void namesWhatIsMissingAndWhatMeansNothing() {
    Map<String, List<Finding>> findings =
        check(
            Map.of(
                "host.json",
                "{`extensions`:{`serviceBus`:{},`workflow`:{`settings`:{`Runtime.FlowMaintenanceJob.RetentionCooldownInterval`:`8.00:00:00`,`Runtime.Backend.FlowRunTimeout`:`8"
                    + " days`,`Runtime.Backend.HttpOperation.DefaultRetryCount`:`2`,`Runtime.Jokes`:`1`}}}}",
                "parameters.json",
                "{`key`:{`type`:`SecureString`,`value`:`@appsetting('NOPE')`}}",
                "connections.json",
                "{`functionConnections`:{`f`:{}},`serviceProviderConnections`:{`t`:{`serviceProvider`:{`id`:`/serviceProviders/telepathy`}}},`oddConnections`:{`o`:{}}}",
                "a/workflow.json",
                workflow(
                    "`P`:{`type`:`Compose`,`inputs`:`@parameters('limit')`},"
                        + "`W`:{`type`:`Workflow`,`inputs`:{`host`:{`workflow`:{`id`:`b`}}}},"
                        + "`X`:{`type`:`XmlParse`,`inputs`:{`content`:``,`schema`:{`source`:`LogicApp`,`name`:`s`}}},"
                        + "`S`:{`type`:`ServiceProvider`,`inputs`:{`parameters`:{},`serviceProviderConfiguration`:{`connectionName`:`bus`,`operationId`:`sendMessage`,`serviceProviderId`:`/serviceProviders/serviceBus`}}}")),
            Optional.of(Map.of()));
    assertThat(findings.get("host.json"))
        .extracting(Finding::path)
        .containsExactly(
            "$.extensions.serviceBus",
            "$.extensions.workflow.settings['Runtime.FlowMaintenanceJob.RetentionCooldownInterval']",
            "$.extensions.workflow.settings['Runtime.Backend.FlowRunTimeout']",
            "$.extensions.workflow.settings['Runtime.Jokes']");
    assertThat(findings.get("host.json").get(1).message()).contains("'runRetention'");
    assertThat(findings.get("host.json").get(2).message()).contains("no time span", "'8 days'");
    assertThat(findings.get("connections.json"))
        .extracting(Finding::path)
        .containsExactly(
            "$.functionConnections.f",
            "$.serviceProviderConnections.t.serviceProvider",
            "$.oddConnections.o");
    assertThat(findings.get("parameters.json"))
        .extracting(Finding::message)
        .anyMatch(message -> message.contains("Secure types"))
        .anyMatch(message -> message.contains("NOPE"));
    assertThat(findings.get("a/workflow.json"))
        .extracting(finding -> finding.level() + " " + finding.path())
        .containsExactlyInAnyOrder(
            "REFUSED $.definition.actions.P.inputs",
            "UNSUPPORTED $.definition.actions.W.inputs.host.workflow.id",
            "UNSUPPORTED $.definition.actions.X.inputs.schema.name",
            "UNSUPPORTED"
                + " $.definition.actions.S.inputs.serviceProviderConfiguration.connectionName");
  }
}
