/**
 * File connectors: one set of operations on folders of any kind, in the names and shapes of each
 * provider.
 */
@NullMarked
package io.trunkline.connectors.file;

import org.jspecify.annotations.NullMarked;
