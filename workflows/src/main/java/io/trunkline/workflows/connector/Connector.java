package io.trunkline.workflows.connector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something outside that workflows reach through a connection: the operations of {@code
 * ServiceProvider} and {@code ApiConnection} actions and triggers (reference/workflows.md §6).
 *
 * <p>One instance serves all workflows and connections; methods are called from many virtual
 * threads at once and may block. A refusal is a {@link ConnectorException}: its status becomes that
 * of the action, and the retry policy decides whether the call is made again. A call is made at
 * least once; {@link ConnectorCall#idempotencyKey()} is the same whenever one attempt is repeated.
 *
 * <p>Connectors from elsewhere offer a {@link ConnectorFactory} through {@link
 * java.util.ServiceLoader}.
 */
public interface Connector {

  /**
   * Returns the names it answers to, lower-case: the last segment of {@code serviceProviderId} and
   * of a managed API's id, for example {@code sql} and {@code azureblob}.
   */
  Set<String> names();

  /**
   * Returns whether it has an operation, as an action or as a trigger, so that a definition can be
   * checked before it runs. Nothing is called, and the operation's parameters are as the definition
   * has them, expressions and all. True where it cannot tell.
   */
  default boolean offers(ConnectorCall call) {
    return true;
  }

  /** Returns whether an operation is understood: reading it does not end in {@code NotFound}. */
  static boolean understands(Runnable reading) {
    try {
      reading.run();
      return true;
    } catch (ConnectorException e) {
      return e.statusCode() != 404;
    }
  }

  /**
   * Carries an operation out for an action.
   *
   * @throws ConnectorException 404 {@code NotFound} for an operation it does not have
   */
  CallResult call(ConnectorCall call);

  /**
   * Asks for the result of an operation that was answered with 202 and a {@code Location}.
   *
   * @param location as it was given
   * @throws ConnectorException 404 {@code NotFound} where the connector answers none like that
   */
  default CallResult follow(ConnectorCall call, String location) {
    throw call.unknownOperation();
  }

  /**
   * Looks whether there is something new for a trigger.
   *
   * @param state what the last poll left, or null for the first
   * @throws ConnectorException to note a failed check; the next is made when the recurrence says
   */
  default Poll poll(ConnectorCall call, @Nullable JsonNode state) {
    throw new ConnectorException(
        404,
        "NotFound",
        "The connector '%s' has no trigger '%s', or it is not supported."
            .formatted(call.connection().connector(), call.operation().name()));
  }

  /**
   * Subscribes a workflow to what it then is called back about: an {@code ApiConnectionWebhook}
   * trigger or action. The inputs hold the callback address. May be made again with the same
   * idempotency key.
   *
   * @return a status below 400 where the subscription stands; its header {@code Location} is what
   *     {@link #unsubscribe} gets, without one nothing is to be taken back
   */
  default CallResult subscribe(ConnectorCall call) {
    return call(call);
  }

  /**
   * Takes a subscription back; one that is gone already is.
   *
   * @param call {@code DELETE} of the subscription's {@code Location}, with the key of its {@link
   *     #subscribe}
   * @throws ConnectorException 429 or 5xx to be asked again later
   */
  default void unsubscribe(ConnectorCall call) {
    throw call.unknownOperation();
  }

  /**
   * Settles what a poll received, once it is known whether its runs exist. Lost in a crash: what
   * must not be received twice is to be recognised by the state.
   *
   * @param settlement what {@link Poll#settlement()} said
   * @param accepted false where no run came of it
   */
  default void settle(JsonNode settlement, boolean accepted, Connection connection) {}
}
