package io.trunkline.camel;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A connector as it is declared ({@code docs/connectors.md}).
 *
 * @param name last segment of {@code serviceProviderId}, lower-case
 * @param beans objects that endpoints refer to as {@code #name}; one of each for every connection
 * @param operations what actions may call, by lower-case id
 * @param triggers what triggers may wait for, by lower-case id
 */
record Declaration(
    String name,
    Map<String, Bean> beans,
    Map<String, Operation> operations,
    Map<String, Operation> triggers) {

  /**
   * An object that Camel makes by its constructor without arguments and its setters.
   *
   * @param properties templates by property
   */
  record Bean(String type, Map<String, JsonNode> properties) {}

  /**
   * An operation or a trigger.
   *
   * @param id as it is declared
   * @param endpoint Camel's URI up to its options; a template
   * @param options templates by option
   * @param body template of the message's body
   * @param headers templates by header
   * @param reply whether the endpoint's answer is awaited
   * @param marshal name of the data format that writes the body before it is sent
   * @param unmarshal name of the data format that reads what comes
   * @param result template of what the workflow gets, with {@code {body}} and {@code {header.X}}
   */
  record Operation(
      String id,
      String endpoint,
      Map<String, JsonNode> options,
      Optional<JsonNode> body,
      Map<String, JsonNode> headers,
      boolean reply,
      Optional<String> marshal,
      Optional<String> unmarshal,
      JsonNode result) {}

  Optional<Operation> operation(String id) {
    return Optional.ofNullable(operations.get(id.toLowerCase(Locale.ROOT)));
  }

  Optional<Operation> trigger(String id) {
    return Optional.ofNullable(triggers.get(id.toLowerCase(Locale.ROOT)));
  }
}
