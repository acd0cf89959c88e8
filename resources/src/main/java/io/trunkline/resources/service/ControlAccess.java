package io.trunkline.resources.service;

import io.trunkline.net.http.HttpCall;
import io.trunkline.resources.ResourceId;

/** Who calls the control plane, and may they. */
public interface ControlAccess {
  /**
   * Returns who sent a request.
   *
   * @throws io.trunkline.resources.ResourceException 401 with the code of {@code
   *     reference/identity.md §7.3} when the token is missing or not accepted
   */
  ControlCaller authenticate(HttpCall call);

  /**
   * Lets the caller pass or refuses it.
   *
   * @param action for example {@code Microsoft.ServiceBus/namespaces/queues/write}
   * @throws io.trunkline.resources.ResourceException 403 {@code AuthorizationFailed}
   */
  void require(ControlCaller caller, String action, ResourceId scope);
}
