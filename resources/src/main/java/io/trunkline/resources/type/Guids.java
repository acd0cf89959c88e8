package io.trunkline.resources.type;

import io.trunkline.resources.ResourceException;
import java.util.regex.Pattern;

/** Names that have to be GUIDs. */
final class Guids {
  private static final Pattern GUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private Guids() {}

  static void require(String name, String code, String what) {
    if (!GUID.matcher(name).matches()) {
      throw ResourceException.badRequest(
          code, "The name '" + name + "' of the " + what + " has to be a GUID.");
    }
  }
}
