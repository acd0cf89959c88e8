package io.trunkline.net.amqp;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Gives the connections of the AMQP doors their meaning. Called on the connection's event loop. */
public interface AmqpHandler {
  /** Returns the SASL mechanisms in the order in which they are offered. */
  List<String> mechanisms();

  /**
   * Checks the credential of a SASL exchange.
   *
   * @param mechanism one of {@link #mechanisms}
   * @param hostname the host that the peer means, empty where it does not say
   * @param response the initial response, empty where the peer sent none
   * @return whether the peer may go on; a failure counts as no
   */
  CompletionStage<Boolean> authenticate(
      AmqpConnection connection, String mechanism, String hostname, byte[] response);

  /**
   * Returns the shard whose leader is to have a connection; empty where any node may.
   *
   * @param hostname the host of the peer's {@code open}, empty where it does not say
   */
  default Optional<String> shard(String hostname) {
    return Optional.empty();
  }

  /** Returns who SASL found the peer to be, for the node that gets the connection. */
  default byte[] caller(AmqpConnection connection) {
    return new byte[0];
  }

  /** Takes over what {@link #caller} of another node returned; before {@link #opened}. */
  default void relayed(AmqpConnection connection, byte[] caller) {}

  /**
   * The peer has sent its {@code open}: set the handlers for what it will do, and then either open
   * the protonj2 connection or refuse it with {@link AmqpConnection#close(String, String)}.
   */
  void opened(AmqpConnection connection);
}
