package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.expression.value.ObjectProperties;
import io.trunkline.workflows.script.JavaScript;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code JavaScriptCode} action (reference/workflows.md §4.10). The script sees the actions
 * that its text names or that {@code explicitDependencies} lists, the trigger and the workflow.
 */
final class JavaScriptAction extends Computation {
  private static final Pattern ACTION =
      Pattern.compile(
          "workflowContext\\??\\.actions\\??(?:\\.([\\p{L}_$][\\p{L}\\p{N}_$]*)|\\.?\\[\\s*(['\"])(.+?)\\2\\s*\\])");

  private final JavaScript javaScript;

  JavaScriptAction(JavaScript javaScript) {
    this.javaScript = javaScript;
  }

  @Override
  Work work(CallSite site) {
    String code = ObjectProperties.find(site.inputs(), "code").map(JsonNode::asText).orElse("");
    ObjectNode context = Json.object();
    ObjectNode actions = context.putObject("actions");
    for (String name : dependencies(site.inputs(), code)) {
      site.context().action(name).ifPresent(record -> actions.set(name, record));
    }
    site.context().trigger().ifPresent(trigger -> context.set("trigger", trigger));
    context.set("workflow", site.context().workflow());
    return () -> javaScript.run(code, context).map(Computation::body).orElse(null);
  }

  private static Set<String> dependencies(JsonNode inputs, String code) {
    Set<String> names = new LinkedHashSet<>();
    ObjectProperties.find(inputs, "explicitDependencies")
        .flatMap(explicit -> ObjectProperties.find(explicit, "actions"))
        .ifPresent(list -> list.forEach(name -> names.add(name.asText())));
    Matcher matcher = ACTION.matcher(code);
    while (matcher.find()) {
      names.add(matcher.group(1) == null ? matcher.group(3) : matcher.group(1));
    }
    return names;
  }
}
