package io.trunkline.resources.wire;

import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.service.Actions;
import io.trunkline.resources.service.ControlAccess;
import io.trunkline.resources.service.ControlCaller;

/** The caller of one request with what it may do; actions as in {@code identity.md §7.3}. */
record Access(ControlAccess access, ControlCaller caller) {

  void require(String action, ResourceId scope) {
    access.require(caller, action, scope);
  }

  /** Requires {@code verb} (for example {@code read}) on a type. */
  void require(String type, String verb, ResourceId scope) {
    require(Actions.of(type, verb), scope);
  }

  boolean allows(String action, ResourceId scope) {
    try {
      require(action, scope);
      return true;
    } catch (ResourceException e) {
      return false;
    }
  }
}
