/** JSON Schema for Request triggers and ParseJson (reference/workflows.md §3.3, §4.7). */
package io.trunkline.workflows.definition.schema;
