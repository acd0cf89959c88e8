package io.trunkline.server.cluster;

import org.jspecify.annotations.Nullable;

/**
 * The cluster that a node is to join.
 *
 * @param host of the HTTPS door of any of its nodes
 * @param port of that door
 * @param token what {@code trunkline cluster invite} printed, or null for a development cluster
 */
public record JoinTarget(String host, int port, @Nullable String token) {
  /**
   * Reads {@code HOST:PORT}.
   *
   * @throws IllegalArgumentException saying what is expected
   */
  public static JoinTarget of(String address, @Nullable String token) {
    int colon = address.lastIndexOf(':');
    try {
      return new JoinTarget(
          address.substring(0, Math.max(0, colon)).replaceAll("[\\[\\]]", ""),
          Integer.parseInt(address.substring(colon + 1)),
          token);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + address + "' is no HOST:PORT of a node's HTTPS door, for example node1:8443", e);
    }
  }

  /** Returns the secret part of the token, or null without a token. */
  public @Nullable String secret() {
    return token == null ? null : token.substring(token.indexOf('.') + 1);
  }

  /** Returns the fingerprint of the authority in the token, or null without a token. */
  @Nullable String fingerprint() {
    if (token == null) {
      return null;
    }
    if (token.indexOf('.') < 0) {
      throw new IllegalArgumentException("this is no join token: it has no dot in it");
    }
    return token.substring(0, token.indexOf('.'));
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
