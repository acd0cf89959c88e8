package io.trunkline.resources.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.state.Failure;

/** Replies and request bodies in their ARM forms. */
final class ArmReplies {
  private ArmReplies() {}

  static HttpReply error(ResourceException exception) {
    ObjectNode body = Json.object();
    body.set("error", Failure.of(exception).json());
    HttpReply reply = HttpReply.json(exception.status(), body);
    return reply.withHeader("x-ms-failure-cause", "gateway");
  }

  /** Returns 200 with a body, or 200 without one where there is none. */
  static HttpReply ok(JsonNode body) {
    return body.isMissingNode() ? HttpReply.status(200) : HttpReply.json(200, body);
  }

  /** Reads a body that has to be an object. */
  static ObjectNode object(HttpCall call) {
    if (body(call) instanceof ObjectNode object) {
      return object;
    }
    throw ResourceException.badRequest(
        "InvalidRequestContent", "The request needs a body that is a JSON object.");
  }

  /** Reads a body; a missing node where there is none. */
  static JsonNode body(HttpCall call) {
    if (call.body().length == 0) {
      return MissingNode.getInstance();
    }
    try {
      return Json.parse(call.body());
    } catch (JsonException e) {
      throw ResourceException.badRequest(
          "InvalidRequestContent", "The request content was invalid: " + e.getMessage());
    }
  }
}
