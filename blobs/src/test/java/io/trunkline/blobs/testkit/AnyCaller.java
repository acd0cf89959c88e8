package io.trunkline.blobs.testkit;

import io.trunkline.net.http.HttpCall;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.service.ControlAccess;
import io.trunkline.resources.service.ControlCaller;

/** Lets everybody do everything with resources. */
final class AnyCaller implements ControlAccess {
  @Override
  public ControlCaller authenticate(HttpCall call) {
    return ControlCaller.system(BlobsBench.TENANT);
  }

  @Override
  public void require(ControlCaller caller, String action, ResourceId scope) {}
}
