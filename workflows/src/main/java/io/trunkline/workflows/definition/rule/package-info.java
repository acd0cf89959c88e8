/** Rules that look at a definition as a whole; each class is one rule. */
package io.trunkline.workflows.definition.rule;
