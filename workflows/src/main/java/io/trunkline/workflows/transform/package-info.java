/**
 * What integration actions do with content, as pure functions: XSLT, Liquid, XML schemas, flat
 * files (reference/workflows.md §4.11).
 */
@NullMarked
package io.trunkline.workflows.transform;

import org.jspecify.annotations.NullMarked;
