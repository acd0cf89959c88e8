package io.trunkline.net.http;

import java.util.concurrent.CompletionStage;

/**
 * Calls out: webhooks, workflow actions, token and key documents. Trusts the system's certificate
 * authorities and the node's own; follows no redirects.
 */
public interface HttpCaller {
  /**
   * Sends a call.
   *
   * @return the whole reply, of any status; or fails with {@link HttpCallException} when there was
   *     none
   */
  CompletionStage<HttpReply> send(OutgoingCall call);
}
