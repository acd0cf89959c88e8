package io.trunkline.gateway.testkit;

import io.trunkline.net.http.HttpCall;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.service.ControlAccess;
import io.trunkline.resources.service.ControlCaller;

/** Lets nobody in over HTTP: tests go to the tree itself. */
final class NoCallers implements ControlAccess {
  @Override
  public ControlCaller authenticate(HttpCall call) {
    throw new ResourceException(401, "AuthenticationFailed", "Nobody is let in.");
  }

  @Override
  public void require(ControlCaller caller, String action, ResourceId scope) {}
}
