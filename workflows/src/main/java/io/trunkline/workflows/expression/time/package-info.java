/**
 * Times as the service sees them: .NET parsing, format strings and time-zone names
 * (reference/workflows.md §2.8).
 */
package io.trunkline.workflows.expression.time;
