/** Backup and restore of a whole node, as its clients see it. */
package io.trunkline.compat.backup;
