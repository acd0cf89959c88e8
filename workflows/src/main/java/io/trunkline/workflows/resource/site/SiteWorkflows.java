package io.trunkline.workflows.resource.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.kernel.RejectedException;
import io.trunkline.kernel.Shard;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.workflows.definition.WorkflowDefinition;
import io.trunkline.workflows.effects.Environment;
import io.trunkline.workflows.effects.RunIds;
import io.trunkline.workflows.effects.WorkflowVersion;
import io.trunkline.workflows.resource.DefinitionCheck;
import io.trunkline.workflows.resource.TriggerSpecs;
import io.trunkline.workflows.service.RunHistory;
import io.trunkline.workflows.service.WorkflowDirectory;
import io.trunkline.workflows.standard.StandardApp;
import io.trunkline.workflows.state.WorkflowCommand;
import io.trunkline.workflows.state.WorkflowRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Brings the workflows of Standard apps into the engine, and out of it. */
final class SiteWorkflows {
  private final Shard<WorkflowCommand<?>> shard;
  private final WorkflowDirectory directory;
  private final RunHistory history;
  private final Environment environment;

  SiteWorkflows(
      Shard<WorkflowCommand<?>> shard,
      WorkflowDirectory directory,
      RunHistory history,
      Environment environment) {
    this.shard = shard;
    this.directory = directory;
    this.history = history;
    this.environment = environment;
  }

  void adopt(Resource site) {
    SiteBody body = new SiteBody(site.body());
    body.gone().forEach(directory::remove);
    body.entries(site.id()).forEach(directory::put);
  }

  void release(Resource site) {
    new SiteBody(site.body()).entries(site.id()).forEach(entry -> directory.remove(entry.key()));
  }

  void remove(Resource site) {
    new SiteBody(site.body())
        .entries(site.id())
        .forEach(entry -> shard.submit(new WorkflowCommand.RemoveWorkflow(entry.key())).join());
  }

  /**
   * Puts every workflow of an app with its settings as they are now.
   *
   * @param config {@code config/appsettings} of the site
   */
  void provision(Resource site, Optional<Resource> config) {
    SiteBody body = new SiteBody(site.body());
    for (String key : body.gone()) {
      shard.submit(new WorkflowCommand.RemoveWorkflow(key)).join();
    }
    StandardApp app = body.app();
    Map<String, String> settings = SiteConfigType.merged(body.settings(), config);
    StandardApp.Settings resolved = app.resolve(settings);
    long revision = Math.max(site.revision(), config.map(Resource::revision).orElse(0L));
    ObjectNode parameters = parameters(resolved, settings);
    if (!app.hostSettings().isEmpty()) {
      parameters.putObject(WorkflowVersion.HOST_SETTINGS).set("value", app.hostSettings().json());
    }
    for (WorkflowDirectory.Entry entry : body.entries(site.id())) {
      boolean known =
          history
              .workflow(entry.key())
              .filter(workflow -> workflow.revision() >= revision)
              .isPresent();
      if (!known) {
        put(site, entry, app, parameters, settings, revision);
      }
    }
  }

  private static ObjectNode parameters(
      StandardApp.Settings resolved, Map<String, String> settings) {
    ObjectNode parameters = Json.object();
    resolved
        .parameters()
        .properties()
        .forEach(one -> parameters.putObject(one.getKey()).set("value", one.getValue()));
    parameters.putObject("$connections").set("value", resolved.connections());
    ObjectNode values = parameters.putObject(WorkflowVersion.APP_SETTINGS).putObject("value");
    settings.forEach(values::put);
    return parameters;
  }

  private void put(
      Resource site,
      WorkflowDirectory.Entry entry,
      StandardApp app,
      ObjectNode parameters,
      Map<String, String> settings,
      long revision) {
    String name = entry.id().name();
    JsonNode document = app.workflows().get(name);
    WorkflowDefinition definition =
        DefinitionCheck.standard(
            document.path("definition"), name + "/workflow.json$", app.definitionLimits(document));
    boolean runs = SiteBody.enabled(name, settings) && SiteHealth.unsupported(definition).isEmpty();
    JsonNode identity = site.body().path("identity");
    WorkflowCommand.PutWorkflow command =
        new WorkflowCommand.PutWorkflow(
            entry.key(),
            entry.id().toString(),
            revision,
            RunIds.version(environment.clock().instant(), environment.ids()),
            runs,
            document.path("definition"),
            parameters,
            identity.isObject() ? identity : null,
            site.body().path("location").asText("local"),
            null,
            specs(entry, definition, parameters, site),
            document.path("kind").asText("Stateful"));
    try {
      shard.submit(command).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RejectedException refusal) {
        throw ResourceException.badRequest(
            "InvalidTemplate",
            "The workflow '%s' cannot be kept: %s.".formatted(name, refusal.getMessage()));
      }
      throw e;
    }
  }

  private List<WorkflowRecord.TriggerSpec> specs(
      WorkflowDirectory.Entry entry,
      WorkflowDefinition definition,
      ObjectNode parameters,
      Resource site) {
    return TriggerSpecs.of(
        entry.id(),
        definition,
        Json.object().set("parameters", parameters),
        site.body().path("location").asText("local"),
        environment);
  }
}
