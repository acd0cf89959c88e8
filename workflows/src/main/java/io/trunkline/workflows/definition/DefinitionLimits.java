package io.trunkline.workflows.definition;

/**
 * How large a definition may be (reference/workflows.md §9.1).
 *
 * @param triggers most triggers
 * @param actions most actions of all levels
 * @param nesting deepest level of an action; the top level is 1
 * @param switchCases most cases of one Switch, without its default
 * @param variables most variables
 * @param nameLength longest name of an action, trigger, parameter or variable, in UTF-16 code units
 * @param descriptionLength longest description, in UTF-16 code units
 * @param parameters most parameters
 * @param outputs most outputs
 * @param untilPasses most passes that an Until may ask for
 */
public record DefinitionLimits(
    int triggers,
    int actions,
    int nesting,
    int switchCases,
    int variables,
    int nameLength,
    int descriptionLength,
    int parameters,
    int outputs,
    int untilPasses) {
  /** The limits of the service; for parameters the larger, newer one. */
  public static final DefinitionLimits DEFAULT =
      new DefinitionLimits(10, 500, 8, 25, 250, 80, 256, 500, 10, UntilLimits.MAXIMUM_COUNT);

  /** Returns these limits with those that an app may set. */
  DefinitionLimits with(int mostParameters, int mostUntilPasses) {
    return new DefinitionLimits(
        triggers,
        actions,
        nesting,
        switchCases,
        variables,
        nameLength,
        descriptionLength,
        mostParameters,
        outputs,
        mostUntilPasses);
  }
}
