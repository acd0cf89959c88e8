package io.trunkline.gateway.policy;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The steps of each section for one operation, all scopes merged. */
public final class EffectivePolicies {
  private final Map<Section, List<Step>> sections = new EnumMap<>(Section.class);

  private EffectivePolicies() {}

  /** Merges documents, the narrowest scope first. */
  public static EffectivePolicies of(List<PolicyDocument> narrowFirst) {
    EffectivePolicies effective = new EffectivePolicies();
    for (Section section : Section.values()) {
      List<Step> steps = List.of();
      for (PolicyDocument document : narrowFirst.reversed()) {
        steps = document.section(section, steps);
      }
      effective.sections.put(section, steps);
    }
    return effective;
  }

  public List<Step> section(Section section) {
    return sections.get(section);
  }
}
