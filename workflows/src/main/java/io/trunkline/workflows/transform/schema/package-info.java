/** XML schemas as a tree that can be walked beside a document. */
@NullMarked
package io.trunkline.workflows.transform.schema;

import org.jspecify.annotations.NullMarked;
