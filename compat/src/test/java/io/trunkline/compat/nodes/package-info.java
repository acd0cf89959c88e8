/** Three nodes that keep each other's data: any client may use any of them. */
package io.trunkline.compat.nodes;
