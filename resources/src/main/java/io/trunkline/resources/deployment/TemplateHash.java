package io.trunkline.resources.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A short hash of a document: decimal digits, the same for the same JSON. */
final class TemplateHash {
  private TemplateHash() {}

  static String of(JsonNode json) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Json.bytes(json));
      return Long.toUnsignedString(ByteBuffer.wrap(digest).getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
