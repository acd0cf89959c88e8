package io.trunkline.testkit;

import io.trunkline.net.http.HttpCall;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.service.ControlAccess;
import io.trunkline.resources.service.ControlCaller;

/** Lets everybody do everything with resources. */
public final class OpenAccess implements ControlAccess {
  private final String tenantId;

  /** Lets callers in as Trunkline itself, in the tenant {@code tenantId}. */
  public OpenAccess(String tenantId) {
    this.tenantId = tenantId;
  }

  @Override
  public ControlCaller authenticate(HttpCall call) {
    return ControlCaller.system(tenantId);
  }

  @Override
  public void require(ControlCaller caller, String action, ResourceId scope) {}
}
