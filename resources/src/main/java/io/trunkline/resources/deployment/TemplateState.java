package io.trunkline.resources.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.service.Actions;
import io.trunkline.resources.service.ControlAccess;
import io.trunkline.resources.service.ControlCaller;
import io.trunkline.resources.service.Tree;
import io.trunkline.resources.state.Deployment;
import io.trunkline.resources.template.TemplateException;
import java.util.Optional;
import java.util.Set;

/** Reads the state of resources in the name of the deployment's caller. */
final class TemplateState implements StateReader {
  private final Plan plan;
  private final ResourceId target;
  private final Tree tree;
  private final DeploymentRecords records;
  private final ControlAccess access;
  private final ControlCaller caller;

  TemplateState(
      Plan plan,
      ResourceId target,
      Tree tree,
      DeploymentRecords records,
      ControlAccess access,
      ControlCaller caller) {
    this.plan = plan;
    this.target = target;
    this.tree = tree;
    this.records = records;
    this.access = access;
    this.caller = caller;
  }

  @Override
  public JsonNode reference(String name, boolean full) {
    return state(id(name), full);
  }

  @Override
  public JsonNode references(String name, boolean full) {
    ArrayNode states = Json.array();
    for (PlannedResource resource : plan.named(name)) {
      states.add(state(resource.id(), full));
    }
    return states;
  }

  @Override
  public JsonNode list(String function, String name, JsonNode body) {
    ResourceId id = id(name);
    access.require(caller, Actions.of(id.type(), function + "/action"), id);
    JsonNode result =
        tree.action(id, function, body.isMissingNode() ? MissingNode.getInstance() : body);
    return result.isMissingNode() ? Json.object() : result;
  }

  private JsonNode state(ResourceId id, boolean full) {
    access.require(caller, Actions.of(id.type(), "read"), id);
    if (id.isType(Template.DEPLOYMENTS)) {
      Deployment deployment = records.find(id).orElseThrow(() -> missing(id.toString()));
      return full ? records.view(deployment) : deployment.properties();
    }
    ObjectNode view = tree.read(id);
    if (!full) {
      return view.path("properties");
    }
    id.subscription().ifPresent(value -> view.put("subscriptionId", value));
    id.resourceGroup().ifPresent(value -> view.put("resourceGroupName", value));
    view.put("resourceId", id.toString());
    return view;
  }

  private ResourceId id(String name) {
    Set<PlannedResource> named = plan.named(name);
    if (named.size() == 1) {
      return named.iterator().next().id();
    }
    if (named.size() > 1) {
      throw new TemplateException(
          "'" + name + "' is the name of several resources of the template: use resourceId().");
    }
    try {
      return name.startsWith("/") ? ResourceId.parse(name) : relative(name);
    } catch (IllegalArgumentException e) {
      throw missing(name);
    }
  }

  private ResourceId relative(String name) {
    Optional<String> looksLikeType = Optional.of(name).filter(text -> text.contains("/"));
    return ResourceId.parse(
        target + "/providers/" + looksLikeType.orElseThrow(() -> missing(name)));
  }

  private static TemplateException missing(String name) {
    return new TemplateException(
        "The template function 'reference' is not valid: the resource '"
            + name
            + "' was not found.");
  }
}
