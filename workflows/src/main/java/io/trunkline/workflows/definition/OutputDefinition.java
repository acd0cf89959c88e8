package io.trunkline.workflows.definition;

import io.trunkline.workflows.expression.Template;

/** An output of a definition, evaluated at the end of a run (reference/workflows.md §1.2). */
public record OutputDefinition(String name, ParameterType type, Template value) {}
