package io.trunkline.broker.wire.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceTree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import org.w3c.dom.Element;

/**
 * The keys of a queue or topic in its description ({@code reference/service-bus.md §13.4}); in the
 * tree they are resources below it.
 */
final class AuthorizationRulesXml {
  static final String ELEMENT = "AuthorizationRules";

  private static final String RULE = "AuthorizationRule";
  private static final String CHILDREN = "authorizationRules";

  private AuthorizationRulesXml() {}

  /** Returns the rules of an entity, ordered by name. */
  static List<Resource> of(ResourceTree tree, ResourceId entity) {
    return tree.list(entity.type() + "/" + CHILDREN, entity);
  }

  /**
   * Gives an entity the rules of its description and no others; a description that does not speak
   * of rules leaves them as they are.
   *
   * @throws AdminException 400 for a rule without a name
   */
  static void replace(ResourceTree tree, ResourceId entity, Element description) {
    Optional<Element> element = AtomReader.child(description, ELEMENT);
    if (element.isEmpty()) {
      return;
    }
    Map<ResourceId, ObjectNode> wanted = new LinkedHashMap<>();
    for (Element rule : AtomReader.children(element.get())) {
      String name =
          AtomReader.text(rule, "KeyName")
              .orElseThrow(() -> AdminException.invalid("An AuthorizationRule has no KeyName."));
      wanted.put(entity.child(CHILDREN, name), Json.object().set("properties", properties(rule)));
    }
    wanted.forEach(tree::put);
    for (Resource rule : of(tree, entity)) {
      if (!wanted.containsKey(rule.id())) {
        var unused = tree.delete(rule.id());
      }
    }
  }

  private static ObjectNode properties(Element rule) {
    ObjectNode properties = Json.object();
    ArrayNode rights = properties.putArray("rights");
    AtomReader.child(rule, "Rights").map(AtomReader::children).orElseGet(List::of).stream()
        .map(Element::getTextContent)
        .forEach(rights::add);
    AtomReader.text(rule, "PrimaryKey").ifPresent(key -> properties.put("primaryKey", key));
    AtomReader.text(rule, "SecondaryKey").ifPresent(key -> properties.put("secondaryKey", key));
    return properties;
  }

  static void write(AtomWriter xml, List<Resource> rules) throws XMLStreamException {
    xml.start(ELEMENT);
    for (Resource rule : rules) {
      JsonNode properties = rule.properties();
      xml.startTyped(RULE, "SharedAccessAuthorizationRule");
      xml.text("ClaimType", "SharedAccessKey");
      xml.text("ClaimValue", "None");
      xml.start("Rights");
      for (JsonNode right : properties.path("rights")) {
        xml.text("AccessRights", right.asText());
      }
      xml.end();
      xml.text("CreatedTime", rule.createdAt().toString());
      xml.text("ModifiedTime", rule.changedAt().toString());
      xml.text("KeyName", rule.name());
      xml.text("PrimaryKey", properties.path("primaryKey").asText());
      xml.text("SecondaryKey", properties.path("secondaryKey").asText());
      xml.end();
    }
    xml.end();
  }
}
