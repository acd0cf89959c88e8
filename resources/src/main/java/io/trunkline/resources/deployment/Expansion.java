package io.trunkline.resources.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.resources.ControlPlaneSettings.Limits;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.template.CopyLoop;
import io.trunkline.resources.template.Evaluator;
import io.trunkline.resources.template.TemplateException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns declarations into resources: loops, conditions, names, scopes. */
final class Expansion {
  private final TemplateScope scope;
  private final Limits limits;
  private final List<PlannedResource> planned = new ArrayList<>();

  private Expansion(TemplateScope scope, Limits limits) {
    this.scope = scope;
    this.limits = limits;
  }

  /**
   * Returns every resource of a template in the order of the document.
   *
   * @throws TemplateException where an expression fails or two resources are the same
   */
  static List<PlannedResource> expand(Template template, TemplateScope scope, Limits limits) {
    Expansion expansion = new Expansion(scope, limits);
    template.resources().forEach(expansion::add);
    expansion.requireDistinct();
    return expansion.planned;
  }

  private void add(ResourceDeclaration declaration) {
    Evaluator evaluator = new Evaluator(scope);
    JsonNode copy = declaration.json().path("copy");
    if (!copy.isObject()) {
      addOne(declaration, evaluator, null, 0, 0);
      return;
    }
    String path = declaration.path() + ".copy";
    String name =
        copy.path("name").isTextual()
            ? evaluator.text(copy.get("name").asText(), path + ".name").asText()
            : declaration.symbolicName();
    if (name == null) {
      throw new TemplateException("The copy loop has no name.", path + ".name");
    }
    int batch = 0;
    if (copy.path("mode").asText("").equalsIgnoreCase("serial")) {
      JsonNode size = evaluator.resolve(copy.path("batchSize"), path + ".batchSize");
      batch = Math.max(1, size.asInt(1));
    }
    int count = CopyLoop.count(copy.path("count"), evaluator, path + ".count");
    for (int i = 0; i < count; i++) {
      addOne(declaration, evaluator.inLoop(name, i), name, i, batch);
    }
  }

  private void addOne(
      ResourceDeclaration declaration,
      Evaluator evaluator,
      @Nullable String loop,
      int index,
      int batch) {
    if (planned.size() >= limits.maxResources()) {
      throw new TemplateException(
          "The deployment has more than " + limits.maxResources() + " resources.", "$.resources");
    }
    String apiVersion = text(declaration, "apiVersion", evaluator);
    planned.add(
        new PlannedResource(
            declaration,
            id(declaration, evaluator),
            apiVersion,
            evaluator,
            loop,
            index,
            batch,
            !declaration.existing() && condition(declaration, evaluator)));
  }

  private static boolean condition(ResourceDeclaration declaration, Evaluator evaluator) {
    if (!declaration.json().has("condition")) {
      return true;
    }
    String path = declaration.path() + ".condition";
    JsonNode value = evaluator.resolve(declaration.json().get("condition"), path);
    return switch (value.asText().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new TemplateException("A condition has to be true or false.", path);
    };
  }

  private ResourceId id(ResourceDeclaration declaration, Evaluator evaluator) {
    String type = fullType(declaration, evaluator);
    String name = fullName(declaration, evaluator);
    List<String> types = List.of(type.split("/", -1));
    List<String> names = List.of(name.split("/", -1));
    if (types.size() != names.size() + 1) {
      throw new TemplateException(
          "The template resource '%s' of type '%s' has to have a name of %d segments: a nested resource's name starts with its parents' names."
              .formatted(name, type, types.size() - 1),
          declaration.path() + ".name");
    }
    try {
      return build(base(declaration, evaluator), types, names);
    } catch (IllegalArgumentException e) {
      throw new TemplateException(
          "'" + name + "' is no resource name.", declaration.path() + ".name");
    }
  }

  private static ResourceId build(ResourceId base, List<String> types, List<String> names) {
    if (String.join("/", types).equalsIgnoreCase("Microsoft.Resources/resourceGroups")) {
      return ResourceId.resourceGroup(base.subscription().orElse(""), names.getFirst());
    }
    StringBuilder id = new StringBuilder(base.equals(ResourceId.ROOT) ? "" : base.toString());
    id.append("/providers/").append(types.getFirst());
    for (int i = 0; i < names.size(); i++) {
      // In the old form of an extension its namespace stands in the name, at "providers".
      id.append('/').append(types.get(i + 1)).append('/').append(names.get(i));
    }
    return ResourceId.parse(id.toString());
  }

  private static String fullType(ResourceDeclaration declaration, Evaluator evaluator) {
    String own = text(declaration, "type", evaluator);
    return declaration.parent() == null
        ? own
        : fullType(declaration.parent(), evaluator) + "/" + own;
  }

  private static String fullName(ResourceDeclaration declaration, Evaluator evaluator) {
    String own = text(declaration, "name", evaluator);
    return declaration.parent() == null
        ? own
        : fullName(declaration.parent(), evaluator) + "/" + own;
  }

  /** Returns the scope that a resource stands at: where the template says so, or the target. */
  private ResourceId base(ResourceDeclaration declaration, Evaluator evaluator) {
    if (declaration.parent() != null) {
      return base(declaration.parent(), evaluator);
    }
    ResourceId target = scope.target();
    if (declaration.json().hasNonNull("scope")) {
      return scoped(text(declaration, "scope", evaluator), declaration, target);
    }
    String subscription =
        declaration.json().hasNonNull("subscriptionId")
            ? text(declaration, "subscriptionId", evaluator)
            : target.subscription().orElse("");
    if (declaration.json().hasNonNull("resourceGroup")) {
      return ResourceId.resourceGroup(subscription, text(declaration, "resourceGroup", evaluator));
    }
    if (declaration.json().hasNonNull("subscriptionId")) {
      return ResourceId.parse("/subscriptions/" + subscription);
    }
    return target;
  }

  private static ResourceId scoped(
      String text, ResourceDeclaration declaration, ResourceId target) {
    try {
      if (text.startsWith("/")) {
        return ResourceId.parse(text);
      }
      // Relative to the target: type/name pairs, as in Microsoft.X/a/n or Microsoft.X/a/n/b/m.
      String base = target.equals(ResourceId.ROOT) ? "" : target.toString();
      return ResourceId.parse(base + "/providers/" + text);
    } catch (IllegalArgumentException e) {
      throw new TemplateException("'" + text + "' is no scope.", declaration.path() + ".scope");
    }
  }

  private static String text(ResourceDeclaration declaration, String member, Evaluator evaluator) {
    String path = declaration.path() + "." + member;
    JsonNode value = evaluator.text(declaration.json().path(member).asText(), path);
    if (!value.isTextual() || value.asText().isBlank()) {
      throw new TemplateException("'" + member + "' has to be a text.", path);
    }
    return value.asText();
  }

  private void requireDistinct() {
    Map<ResourceId, PlannedResource> seen = new HashMap<>();
    for (PlannedResource resource : planned) {
      if (!resource.wanted()) {
        continue;
      }
      if (seen.put(resource.id(), resource) != null) {
        throw new TemplateException(
            "The resource '" + resource.id() + "' is defined multiple times in the template.",
            resource.path());
      }
    }
  }
}
