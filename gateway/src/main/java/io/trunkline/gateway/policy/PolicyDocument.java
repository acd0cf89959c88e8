package io.trunkline.gateway.policy;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A compiled document: for each section the steps before and after {@code <base/>}.
 *
 * @param sections the sections that it has; one that is absent discards everything broader
 */
public record PolicyDocument(PolicyScope scope, Map<Section, List<Entry>> sections) {
  /** A step, or the place of the broader scope's steps. */
  public sealed interface Entry {
    record Own(Step step) implements Entry {}

    record Base() implements Entry {}
  }

  public PolicyDocument {
    sections = Map.copyOf(sections);
  }

  /** Returns the section with every base replaced by what the broader scopes have there. */
  List<Step> section(Section section, List<Step> broader) {
    List<Step> steps = new ArrayList<>();
    for (Entry entry : sections.getOrDefault(section, List.of())) {
      switch (entry) {
        case Entry.Own own -> steps.add(own.step());
        case Entry.Base ignored -> steps.addAll(broader);
      }
    }
    return List.copyOf(steps);
  }

  /** Returns a document of which every section fails: for policies that no longer compile. */
  static PolicyDocument failing(PolicyScope scope, Policy failure) {
    Map<Section, List<Entry>> sections = new EnumMap<>(Section.class);
    Step step = new Step(failure, "configuration", scope, Section.INBOUND, "", "");
    sections.put(Section.INBOUND, List.of(new Entry.Own(step)));
    sections.put(Section.ON_ERROR, List.of(new Entry.Base()));
    return new PolicyDocument(scope, sections);
  }
}
