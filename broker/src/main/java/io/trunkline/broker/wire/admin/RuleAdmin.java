package io.trunkline.broker.wire.admin;

import io.trunkline.broker.EntityPath;
import io.trunkline.broker.RuleDescription;
import io.trunkline.broker.service.SubscriptionRules;
import io.trunkline.net.http.HttpReply;
import java.time.Instant;
import java.util.List;
import javax.xml.stream.XMLStreamException;
import org.w3c.dom.Element;

/** Creates, changes, reads, lists and deletes the rules of subscriptions. */
final class RuleAdmin {
  HttpReply list(AdminRequest request, EntityPath subscription) {
    List<RuleDescription> rules = rules(request, subscription).list().join();
    return AdminReplies.page(
        request,
        "Rules",
        subscription + "/Rules",
        rules,
        (xml, rule) -> write(xml, request, subscription, rule));
  }

  HttpReply get(AdminRequest request, EntityPath subscription, String name) {
    RuleDescription rule = find(request, subscription, name);
    return AdminReplies.entry(200, request, xml -> write(xml, request, subscription, rule));
  }

  HttpReply put(AdminRequest request, EntityPath subscription, String name) {
    Element description = AtomReader.description(request.call().body());
    if (!description.getLocalName().equals("RuleDescription")) {
      throw AdminException.invalid("The body does not describe a rule.");
    }
    RuleDescription rule = RuleXml.read(name, description);
    SubscriptionRules rules = rules(request, subscription);
    (request.isUpdate() ? rules.replace(rule) : rules.add(rule)).join();
    RuleDescription stored = find(request, subscription, name);
    return AdminReplies.entry(
        request.isUpdate() ? 200 : 201, request, xml -> write(xml, request, subscription, stored));
  }

  HttpReply delete(AdminRequest request, EntityPath subscription, String name) {
    rules(request, subscription).remove(name).join();
    return HttpReply.status(200);
  }

  private static SubscriptionRules rules(AdminRequest request, EntityPath subscription) {
    return request.namespace().rules(request.caller(), subscription);
  }

  private static RuleDescription find(AdminRequest request, EntityPath subscription, String name) {
    return rules(request, subscription).list().join().stream()
        .filter(rule -> rule.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() -> AdminException.notFound(subscription + "/Rules/" + name));
  }

  private static void write(
      AtomWriter xml, AdminRequest request, EntityPath subscription, RuleDescription rule)
      throws XMLStreamException {
    Instant created = Instant.ofEpochMilli(rule.createdAt());
    xml.entry(
        rule.name(),
        request.address(subscription + "/Rules/" + rule.name()),
        created,
        created,
        () -> RuleXml.write(xml, rule));
  }
}
