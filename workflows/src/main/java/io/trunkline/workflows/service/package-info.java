/**
 * What the wires and resource types ask for: calls of triggers, callback URLs, the history of runs.
 */
@NullMarked
package io.trunkline.workflows.service;

import org.jspecify.annotations.NullMarked;
