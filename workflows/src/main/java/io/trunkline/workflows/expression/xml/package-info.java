/**
 * XML for expressions: one hardened parser, a .NET-like writer, the JSON mapping and XPath 1.0
 * (reference/workflows.md §2.11).
 */
package io.trunkline.workflows.expression.xml;
