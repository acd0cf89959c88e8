package io.trunkline.console;

import io.trunkline.net.http.HttpReply;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file as it is served.
 *
 * @param contentType MIME type with its character set
 * @param content never changed
 * @param entityTag strong tag, made of the content alone: the same on every node
 * @param cacheControl how long browsers may keep it
 */
@SuppressWarnings("ArrayRecordComponent") // a file is never compared
record StaticFile(String contentType, byte[] content, String entityTag, String cacheControl) {
  /** The build names these files after their content. */
  private static final String NAMED_AFTER_CONTENT = "assets/";

  static StaticFile of(String name, String contentType, byte[] content) {
    return new StaticFile(
        contentType,
        content,
        '"' + digest(content) + '"',
        name.startsWith(NAMED_AFTER_CONTENT) ? "public, max-age=31536000, immutable" : "no-cache");
  }

  HttpReply reply() {
    return HttpReply.status(200).withBody(contentType, content);
  }

  private static String digest(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
