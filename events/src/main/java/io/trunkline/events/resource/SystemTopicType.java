package io.trunkline.events.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code Microsoft.EventGrid/systemTopics}: the events of one resource of this node. It routes
 * nothing itself; its subscriptions name its source.
 */
public final class SystemTopicType implements ResourceType {
  public static final String NAME = "Microsoft.EventGrid/systemTopics";

  /** The topic types whose resources raise events here. */
  private static final List<String> TOPIC_TYPES =
      List.of("Microsoft.ServiceBus.Namespaces", "Microsoft.Storage.StorageAccounts");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<String> apiVersions() {
    return EventsApiVersions.ALL;
  }

  @Override
  public ObjectNode prepare(ResourceId id, ObjectNode requested, Optional<Resource> existing) {
    ObjectNode body = requested.deepCopy();
    ObjectNode properties = body.withObjectProperty("properties");
    String topicType = properties.path("topicType").asText();
    if (TOPIC_TYPES.stream().noneMatch(topicType::equalsIgnoreCase)) {
      throw ResourceException.badRequest(
          "InvalidRequest",
          "topicType '" + topicType + "' is not supported; supported are " + TOPIC_TYPES + ".");
    }
    ResourceId source = source(properties);
    String expected = topicType.replaceFirst("(?i)^(Microsoft\\.[^.]+)\\.", "$1/");
    if (!source.isType(expected)) {
      throw ResourceException.badRequest(
          "InvalidRequest",
          "source '" + source + "' is a " + source.type() + ", not a " + expected + ".");
    }
    existing.ifPresent(
        before -> {
          if (!source(before.properties()).equals(source)) {
            throw ResourceException.badRequest(
                "InvalidRequest", "source cannot be changed once the system topic exists.");
          }
        });
    properties.remove(List.of("metricResourceId", "provisioningState"));
    return body;
  }

  @Override
  public void provision(Resource resource) {}

  @Override
  public void remove(Resource resource) {}

  @Override
  public ObjectNode view(Resource resource) {
    ObjectNode view = resource.body().deepCopy();
    view.withObjectProperty("properties").put("metricResourceId", resource.id().toString());
    return view;
  }

  static ResourceId source(ObjectNode properties) {
    try {
      return ResourceId.parse(properties.path("source").asText());
    } catch (IllegalArgumentException e) {
      throw ResourceException.badRequest(
          "InvalidRequest",
          "source '" + properties.path("source").asText() + "' is not a resource id.");
    }
  }
}
