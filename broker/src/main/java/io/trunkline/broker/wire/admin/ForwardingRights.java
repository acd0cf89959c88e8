package io.trunkline.broker.wire.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.service.AccessRight;
import io.trunkline.broker.wire.HttpCallers;
import io.trunkline.identity.Caller;
import io.trunkline.identity.TokenVerifier;
import java.util.Map;
import java.util.Optional;

/**
 * Who has an entity forward needs the right to send to the destination, by the request's credential
 * or by a second one in a header of its own ({@code reference/service-bus.md §11.8, §13.2}).
 */
final class ForwardingRights {
  private static final Map<String, String> HEADERS =
      Map.of(
          "forwardTo", "ServiceBusSupplementaryAuthorization",
          "forwardDeadLetteredMessagesTo", "ServiceBusDlqSupplementaryAuthorization");

  private final TokenVerifier tokens;

  ForwardingRights(TokenVerifier tokens) {
    this.tokens = tokens;
  }

  /**
   * Requires the right at every destination that is new.
   *
   * @param before the entity's properties, empty where it is new
   * @throws AdminException 401 naming the destination
   */
  void require(AdminRequest request, JsonNode before, JsonNode after) {
    HEADERS.forEach(
        (property, header) -> {
          String destination = after.path(property).asText("");
          if (!destination.isEmpty() && !destination.equals(before.path(property).asText())) {
            require(request, EntityPath.parse(destination), header);
          }
        });
  }

  private void require(AdminRequest request, EntityPath destination, String header) {
    if (request.namespace().allows(request.caller(), destination, AccessRight.SEND)) {
      return;
    }
    Optional<Caller> second =
        request
            .call()
            .header(header)
            .map(
                credential ->
                    HttpCallers.of(
                        credential, request.namespace(), tokens, destination.toString()));
    if (second.isEmpty()
        || !request.namespace().allows(second.get(), destination, AccessRight.SEND)) {
      throw new AdminException(
          401,
          40100,
          "'Send' claim(s) are required at '%s' to forward there.".formatted(destination));
    }
  }
}
