package io.trunkline.gateway.policy;

import java.util.Arrays;
import java.util.Optional;

/** The sections of a policy document. */
public enum Section {
  INBOUND("inbound"),
  BACKEND("backend"),
  OUTBOUND("outbound"),
  ON_ERROR("on-error");

  private final String element;

  Section(String element) {
    this.element = element;
  }

  /** Returns the name of the section's element. */
  public String element() {
    return element;
  }

  static Optional<Section> of(String element) {
    return Arrays.stream(values()).filter(section -> section.element.equals(element)).findFirst();
  }
}
