package io.trunkline.resources.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.template.TemplateFunction.Declared;
import java.util.ArrayList;
import java.util.List;

/** Functions of resources: their ids and their state. */
final class ResourceFunctions {
  private static final int ANY = Integer.MAX_VALUE;
  private static final String GROUPS = "Microsoft.Resources/resourceGroups";

  static final List<Declared> DECLARED =
      List.of(
          new Declared("resourceId", 2, ANY, ResourceFunctions::resourceId),
          new Declared("subscriptionResourceId", 2, ANY, ResourceFunctions::subscriptionResourceId),
          new Declared("tenantResourceId", 2, ANY, ResourceFunctions::tenantResourceId),
          new Declared(
              "managementGroupResourceId", 2, ANY, ResourceFunctions::managementGroupResourceId),
          new Declared("extensionResourceId", 3, ANY, ResourceFunctions::extensionResourceId),
          new Declared(
              "reference", 1, 3, a -> a.scope().reference(a.text(0), full(a, a.count() - 1))),
          new Declared(
              "references", 1, 2, a -> a.scope().references(a.text(0), full(a, a.count() - 1))));

  private ResourceFunctions() {}

  /** Returns the function of one {@code list*} action. */
  static Declared list(String name) {
    return new Declared(
        name,
        1,
        3,
        a -> a.scope().list(name, a.text(0), a.has(2) ? a.value(2) : MissingNode.getInstance()));
  }

  private static boolean full(Arguments arguments, int index) {
    return index > 0 && arguments.text(index).equalsIgnoreCase("full");
  }

  private static JsonNode resourceId(Arguments arguments) {
    List<String> texts = texts(arguments);
    int type = typeAt(arguments, texts, 2);
    ResourceId target = arguments.scope().target();
    String base =
        switch (type) {
          case 0 -> target.toString();
          case 1 ->
              target.resourceGroup().isPresent() || !guid(texts.getFirst())
                  ? group(arguments, subscription(arguments), texts.getFirst())
                  : "/subscriptions/" + texts.getFirst();
          default -> group(arguments, texts.get(0), texts.get(1));
        };
    return id(arguments, base, texts, type);
  }

  private static JsonNode subscriptionResourceId(Arguments arguments) {
    List<String> texts = texts(arguments);
    int type = typeAt(arguments, texts, 1);
    String subscription = type == 1 ? texts.getFirst() : subscription(arguments);
    return id(arguments, "/subscriptions/" + subscription, texts, type);
  }

  private static JsonNode tenantResourceId(Arguments arguments) {
    List<String> texts = texts(arguments);
    return id(arguments, "", texts, typeAt(arguments, texts, 0));
  }

  private static JsonNode managementGroupResourceId(Arguments arguments) {
    List<String> texts = texts(arguments);
    int type = typeAt(arguments, texts, 1);
    if (type != 1) {
      throw arguments.fault("the management group has to be named.");
    }
    return id(
        arguments,
        "/providers/Microsoft.Management/managementGroups/" + texts.getFirst(),
        texts,
        type);
  }

  private static JsonNode extensionResourceId(Arguments arguments) {
    List<String> texts = texts(arguments);
    return id(arguments, texts.getFirst(), texts, 1);
  }

  private static JsonNode id(Arguments arguments, String base, List<String> texts, int typeIndex) {
    String[] segments = texts.get(typeIndex).split("/", -1);
    List<String> names = texts.subList(typeIndex + 1, texts.size());
    if (segments.length != names.size() + 1) {
      throw arguments.fault(
          "the type '%s' needs %d names, not %d."
              .formatted(texts.get(typeIndex), segments.length - 1, names.size()));
    }
    StringBuilder id = new StringBuilder(base.equals("/") ? "" : base);
    if (texts.get(typeIndex).equalsIgnoreCase(GROUPS)) {
      id.append("/resourceGroups/").append(names.getFirst());
      return TextNode.valueOf(id.toString());
    }
    id.append("/providers/").append(segments[0]);
    for (int i = 0; i < names.size(); i++) {
      id.append('/').append(segments[i + 1]).append('/').append(names.get(i));
    }
    return TextNode.valueOf(id.toString());
  }

  private static int typeAt(Arguments arguments, List<String> texts, int atMost) {
    for (int i = 0; i <= Math.min(atMost, texts.size() - 1); i++) {
      if (texts.get(i).contains("/")) {
        return i;
      }
    }
    throw arguments.fault("there is no resource type, such as 'Microsoft.Logic/workflows'.");
  }

  private static String subscription(Arguments arguments) {
    return arguments
        .scope()
        .target()
        .subscription()
        .orElseThrow(() -> arguments.fault("the deployment is in no subscription."));
  }

  private static String group(Arguments arguments, String subscription, String name) {
    if (name.isEmpty() || subscription.isEmpty()) {
      throw arguments.fault("the name of the subscription or resource group is empty.");
    }
    return "/subscriptions/" + subscription + "/resourceGroups/" + name;
  }

  private static boolean guid(String text) {
    return text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  }

  private static List<String> texts(Arguments arguments) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < arguments.count(); i++) {
      texts.add(arguments.textual(i));
    }
    return texts;
  }
}
