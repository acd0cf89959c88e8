package io.trunkline.resources.template;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.resources.ResourceId;
import java.util.List;

/**
 * What expressions can refer to. Every method throws {@link TemplateException} for what does not
 * exist, or is not allowed, where the expression stands.
 */
public interface Scope {
  JsonNode parameter(String name);

  JsonNode variable(String name);

  /** Returns the tenant root, subscription or resource group that is deployed to. */
  ResourceId target();

  /**
   * Returns the value of a function that describes where the template is deployed: {@code
   * deployment}, {@code resourceGroup}, {@code subscription}, {@code tenant}, {@code environment},
   * {@code deployer}, {@code managementGroup}; lower-case.
   */
  JsonNode about(String function);

  /** Evaluates a user-defined function. */
  JsonNode userFunction(String namespace, String name, List<JsonNode> arguments);

  /**
   * Returns a resource's state: {@code reference()}.
   *
   * @param name id, name or symbolic name
   * @param full whether the envelope is asked for
   */
  JsonNode reference(String name, boolean full);

  /** Returns the states of the resources of a symbolic loop: {@code references()}. */
  JsonNode references(String name, boolean full);

  /** Runs a {@code list*} action of a resource. */
  JsonNode list(String function, String name, JsonNode body);

  /** Returns {@code utcNow()} or {@code newGuid()}, which only parameter defaults may use. */
  JsonNode volatileValue(String function, String format);
}
