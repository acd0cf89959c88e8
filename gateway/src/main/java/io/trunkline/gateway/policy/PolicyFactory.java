package io.trunkline.gateway.policy;

import java.util.Set;

/**
 * A kind of policy.
 *
 * @param sections where it may stand
 * @param compiler turns an element into the policy
 */
public record PolicyFactory(Set<Section> sections, Compiler compiler) {
  /** Compiles one element. */
  @FunctionalInterface
  public interface Compiler {
    /**
     * Compiles an element.
     *
     * @throws PolicyException when the element is not understood
     */
    Policy compile(PolicyElement element, CompileContext context);
  }

  static PolicyFactory in(Compiler compiler, Section... sections) {
    return new PolicyFactory(Set.of(sections), compiler);
  }

  static PolicyFactory anywhere(Compiler compiler) {
    return new PolicyFactory(Set.of(Section.values()), compiler);
  }
}
