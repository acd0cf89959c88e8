package io.trunkline.workflows.resource;

import io.trunkline.resources.ResourceId;
import java.util.List;
import java.util.Locale;

/**
 * Where workflows with their histories stand: as resources of their own (Consumption), and in
 * Standard apps, both below the app and below its host's management address (reference/workflows.md
 * §7.1).
 */
public final class LogicPaths {
  static final String CONSUMPTION = WorkflowType.NAME;
  static final String APP = "Microsoft.Web/sites/workflows";
  static final String HOST = "Microsoft.Web/sites/hostruntime/webhooks/api/workflows";
  static final List<String> PREFIXES = List.of(CONSUMPTION, APP, HOST);

  private LogicPaths() {}

  /** Returns the type of a collection below workflows, for one of the {@link #PREFIXES}. */
  static String type(String prefix, String consumptionType) {
    return prefix + consumptionType.substring(CONSUMPTION.length());
  }

  /** Returns the names from the workflow's on: workflow, run, action, … */
  static List<String> names(ResourceId id) {
    List<String> names = id.names();
    String type = id.type().toLowerCase(Locale.ROOT);
    if (type.startsWith(HOST.toLowerCase(Locale.ROOT))) {
      return names.subList(4, names.size());
    }
    return type.startsWith("microsoft.web/sites/") ? names.subList(1, names.size()) : names;
  }

  /** Returns the id under which the engine knows a workflow. */
  static ResourceId canonical(ResourceId workflow) {
    if (!workflow.isType(HOST)) {
      return workflow;
    }
    ResourceId site = workflow;
    while (!site.isType("Microsoft.Web/sites")) {
      site = site.parent().orElseThrow();
    }
    return site.child("workflows", workflow.name());
  }
}
