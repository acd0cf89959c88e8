/** The URLs of workflows: calls of triggers, status of runs, contents of histories. */
@NullMarked
package io.trunkline.workflows.wire;

import org.jspecify.annotations.NullMarked;
