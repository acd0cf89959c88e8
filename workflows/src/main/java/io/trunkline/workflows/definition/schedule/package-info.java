/**
 * When triggers that follow the clock fire, as pure functions of instants (reference/workflows.md
 * §3.5, §3.6).
 */
package io.trunkline.workflows.definition.schedule;
