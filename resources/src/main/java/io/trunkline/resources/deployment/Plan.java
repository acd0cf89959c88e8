package io.trunkline.resources.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.template.Evaluator;
import io.trunkline.resources.template.Expression;
import io.trunkline.resources.template.ExpressionParser;
import io.trunkline.resources.template.Functions;
import io.trunkline.resources.template.TemplateException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The resources of a deployment in an order in which each follows what it depends on. */
final class Plan {
  private final Map<String, Set<PlannedResource>> names = new HashMap<>();
  private final Map<PlannedResource, Set<PlannedResource>> dependencies = new LinkedHashMap<>();
  private final List<PlannedResource> ordered = new ArrayList<>();
  private final Set<String> loops = new LinkedHashSet<>();

  /**
   * Makes the plan.
   *
   * @throws TemplateException for a dependency on nothing, and for a cycle, which it names
   */
  Plan(Template template, List<PlannedResource> resources) {
    for (ResourceDeclaration declaration : template.resources()) {
      JsonNode copy = declaration.json().path("copy");
      if (copy.isObject()) {
        loops.add(fold(copy.path("name").asText("")));
        loops.add(fold(String.valueOf(declaration.symbolicName())));
      }
    }
    resources.forEach(this::name);
    for (PlannedResource resource : resources) {
      Set<PlannedResource> before = new LinkedHashSet<>();
      explicit(resource, before);
      implicit(resource, before);
      before.remove(resource);
      dependencies.put(resource, before);
    }
    Set<PlannedResource> done = new LinkedHashSet<>();
    for (PlannedResource resource : resources) {
      visit(resource, done, new LinkedHashSet<>());
    }
    ordered.addAll(done);
  }

  /** Returns the resources, dependencies first. */
  List<PlannedResource> ordered() {
    return ordered;
  }

  Set<PlannedResource> dependencies(PlannedResource resource) {
    return dependencies.get(resource);
  }

  /** Returns the resources that a name, symbolic name, loop name or id means; empty for none. */
  Set<PlannedResource> named(String name) {
    return names.getOrDefault(fold(name), Set.of());
  }

  private void name(PlannedResource resource) {
    String type = resource.id().type();
    List<String> segments = resource.id().names();
    String full = String.join("/", segments);
    add(resource.id().toString(), resource);
    add(full, resource);
    add(type + "/" + full, resource);
    int providers = resource.id().toString().lastIndexOf("/providers/");
    if (providers >= 0) {
      add(resource.id().toString().substring(providers + "/providers/".length()), resource);
    }
    if (resource.declaration().parent() != null) {
      add(segments.getLast(), resource);
    }
    if (resource.loop() != null) {
      add(resource.loop(), resource);
    }
    String symbolic = resource.declaration().symbolicName();
    if (symbolic != null) {
      add(symbolic, resource);
      if (resource.loop() != null) {
        add(symbolic + "[" + resource.index() + "]", resource);
      }
    }
  }

  private void add(String name, PlannedResource resource) {
    names.computeIfAbsent(fold(name), key -> new LinkedHashSet<>()).add(resource);
  }

  private void explicit(PlannedResource resource, Set<PlannedResource> before) {
    JsonNode dependsOn = resource.declaration().json().path("dependsOn");
    for (int i = 0; i < dependsOn.size(); i++) {
      String path = resource.path() + ".dependsOn[" + i + "]";
      String name = resource.evaluator().text(dependsOn.path(i).asText(), path).asText();
      Set<PlannedResource> found = named(name);
      if (found.isEmpty() && !emptyLoop(name)) {
        throw new TemplateException(
            "The resource '%s' is not defined in the template.".formatted(name), path);
      }
      before.addAll(found);
    }
  }

  /** A loop of no iterations is there, but nothing stands for it. */
  private boolean emptyLoop(String name) {
    return loops.contains(fold(name));
  }

  @SuppressWarnings("ReferenceEquality") // the very declaration
  private void implicit(PlannedResource resource, Set<PlannedResource> before) {
    for (Optional<ResourceId> above = resource.id().parent();
        above.isPresent();
        above = above.get().parent()) {
      before.addAll(named(above.get().toString()));
    }
    if (resource.batch() > 0) {
      int firstOfBatch = resource.index() / resource.batch() * resource.batch();
      named(String.valueOf(resource.loop())).stream()
          .filter(other -> other.declaration() == resource.declaration())
          .filter(other -> other.index() < firstOfBatch)
          .forEach(before::add);
    }
    if (resource.wanted()) {
      for (Map.Entry<String, JsonNode> member : resource.content().properties()) {
        boolean nested =
            resource.declaration().deployment() && member.getKey().equals("properties");
        states(member.getValue(), resource.evaluator(), nested, before);
      }
    }
  }

  private void states(
      JsonNode json, Evaluator evaluator, boolean nested, Set<PlannedResource> before) {
    if (json.isTextual() && ExpressionParser.isExpression(json.asText())) {
      ExpressionParser.parse(json.asText())
          .calls(
              call -> {
                if (Functions.readsState(call) && !call.arguments().isEmpty()) {
                  argument(call.arguments().getFirst(), evaluator)
                      .ifPresent(name -> before.addAll(namedOrAbove(name)));
                }
              });
    } else if (json.isArray()) {
      json.forEach(element -> states(element, evaluator, false, before));
    } else {
      for (Map.Entry<String, JsonNode> member : json.properties()) {
        if (!nested || !member.getKey().equals("template") || !NestedTemplates.inner(json)) {
          states(member.getValue(), evaluator, false, before);
        }
      }
    }
  }

  /** Returns what a name means, or for an id what it lies below: a trigger, say, of a workflow. */
  private Set<PlannedResource> namedOrAbove(String name) {
    Set<PlannedResource> found = named(name);
    try {
      Optional<ResourceId> above =
          name.startsWith("/") ? ResourceId.parse(name).parent() : Optional.empty();
      while (found.isEmpty() && above.isPresent()) {
        found = named(above.get().toString());
        above = above.get().parent();
      }
      return found;
    } catch (IllegalArgumentException e) {
      return found;
    }
  }

  /** Returns what a resource is named by, unless that depends on a lambda or on state itself. */
  private static Optional<String> argument(Expression expression, Evaluator evaluator) {
    try {
      return Optional.of(evaluator.evaluate(expression).asText());
    } catch (TemplateException e) {
      return Optional.empty();
    }
  }

  private void visit(
      PlannedResource resource, Set<PlannedResource> done, Set<PlannedResource> underway) {
    if (done.contains(resource)) {
      return;
    }
    if (!underway.add(resource)) {
      throw cycle(underway, resource);
    }
    for (PlannedResource before : dependencies.get(resource)) {
      visit(before, done, underway);
    }
    underway.remove(resource);
    done.add(resource);
  }

  @SuppressWarnings("ReferenceEquality") // the very resource
  private static TemplateException cycle(Set<PlannedResource> underway, PlannedResource start) {
    List<String> names = new ArrayList<>();
    @Nullable String path = null;
    for (PlannedResource resource : underway) {
      if (resource == start || !names.isEmpty()) {
        names.add(label(resource));
        path = path == null ? resource.path() : path;
      }
    }
    names.add(label(start));
    return new TemplateException(
        "Deployment template validation failed: 'Circular dependency detected on resource: "
            + String.join(" -> ", names)
            + ".'",
        path);
  }

  private static String label(PlannedResource resource) {
    return resource.id().type() + "/" + String.join("/", resource.id().names());
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
